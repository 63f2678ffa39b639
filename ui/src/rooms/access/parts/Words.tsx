import type { ReactNode } from 'react'
import { LateWords } from '../../../wire'
import { accessWords } from '../words'

/** Draws what is about access once its words are there. */
export const Words = ({ over, children }: { over?: boolean; children: ReactNode }) => (
  <LateWords loaders={accessWords} over={over}>
    {children}
  </LateWords>
)
