import { type ReactNode, useEffect, useRef } from 'react'
import { LateWords } from '../../../wire'
import { mailWords } from '../words'
import classes from './Page.module.css'

/** Draws a page once the words of mail are there. */
export const Words = ({ over, children }: { over?: boolean; children: ReactNode }) => (
  <LateWords loaders={mailWords} over={over}>
    {children}
  </LateWords>
)

/** Something that was asked for and may stand below what one sees: it comes into sight. */
export function Arrived({ children }: { children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // Where scrolling gives a promise, that is not how to undo it.
    void place.current?.scrollIntoView({ block: 'nearest' })
  }, [])
  return (
    <div ref={place} className={classes.arrived}>
      {children}
    </div>
  )
}
