import { type ReactNode, useEffect, useRef } from 'react'
import { Button, Hint } from '../../../kit'
import { LateWords } from '../../../wire'
import { mailWords, useMailWords } from '../words'
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

/** Somebody else changed what a form is about. */
export function Behind({ onLoad }: { onLoad: () => void }) {
  const say = useMailWords()
  return (
    <Hint look="stale" role="status">
      {say('mail.behind')}{' '}
      <Button size="small" onClick={onLoad}>
        {say('mail.behind.load')}
      </Button>
    </Hint>
  )
}
