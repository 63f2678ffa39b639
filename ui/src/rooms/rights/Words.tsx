import type { ReactNode } from 'react'
import { LateWords } from '../../wire'
import { rightsWords } from './words'

/** Draws a page once the words of rights are there. */
export const Words = ({ children }: { children: ReactNode }) => <LateWords loaders={rightsWords}>{children}</LateWords>
