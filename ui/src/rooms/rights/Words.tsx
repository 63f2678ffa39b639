import type { ReactNode } from 'react'
import { LateWords } from '../../wire'
import { rightsWords } from './words'

/** Draws a page once the words of rights are there. */
export const Words = ({ over, children }: { over?: boolean; children: ReactNode }) => (
  <LateWords loaders={rightsWords} over={over}>
    {children}
  </LateWords>
)
