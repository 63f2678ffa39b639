import type { ReactNode } from 'react'
import { LateWords } from '../../../wire'
import { ssoWords } from '../words'

/** Draws a page once the words of single sign-on are there. */
export const Words = ({ children }: { children: ReactNode }) => <LateWords loaders={ssoWords}>{children}</LateWords>
