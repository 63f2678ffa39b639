import { type ReactNode, useEffect, useRef } from 'react'
import { Sheet } from '../../../kit'
import classes from './Factors.module.css'

/** One step of setting something up, in place of what was there before: it has the focus when it comes. */
export function Step({ title, children }: { title: string; children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return (
    <Sheet className={classes.step}>
      <h2 ref={heading} className={classes.title} tabIndex={-1}>
        {title}
      </h2>
      {children}
    </Sheet>
  )
}
