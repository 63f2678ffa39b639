import { type ReactNode, useEffect, useRef } from 'react'
import { Blank, Button, Hint, Pane, usePatience } from '../../../kit'
import { LateWords, problemWord, useWireWords } from '../../../wire'
import { mailWords, useMailWords } from '../words'
import classes from './Page.module.css'

/** Draws a page once the words of mail are there. */
export const Words = ({ over, children }: { over?: boolean; children: ReactNode }) => (
  <LateWords loaders={mailWords} over={over}>
    {children}
  </LateWords>
)

interface Props {
  title: string
  /** What the title does not say. */
  words?: ReactNode
  /** The way back, above the title. */
  above?: ReactNode
  /** Acts beside the title. */
  acts?: ReactNode
  /** As wide as the window. */
  wide?: boolean
  foot?: ReactNode
  children: ReactNode
}

/** A page about mail. */
export function Page({ title, words, above, acts, wide = false, foot, children }: Props) {
  useEffect(() => {
    document.title = title
  }, [title])
  return (
    <Pane as="main" region="conversation" label={title} className={classes.page} data-wide={wide || undefined}>
      <div className={classes.body}>
        {above ? <p className={classes.above}>{above}</p> : null}
        <header className={classes.head}>
          <h1 className={classes.title}>{title}</h1>
          {acts}
        </header>
        {words ? <p className={classes.words}>{words}</p> : null}
        {children}
      </div>
      {foot ? <div className={classes.foot}>{foot}</div> : null}
    </Pane>
  )
}

/** What is shown instead of something that could not be fetched. */
export function Failed({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const common = useWireWords()
  return (
    <Hint look="bad" role="alert">
      {common(problemWord(error))}{' '}
      <Button size="small" onClick={onRetry}>
        {common('wire.retry')}
      </Button>
    </Hint>
  )
}

/** What is shown while something is fetched; nothing if that is quick. */
export function Waiting({ widths }: { widths: number[] }) {
  const late = usePatience(true, 300)
  return <div aria-busy="true">{late ? <Blank widths={widths} /> : null}</div>
}

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

/** A part of a form: what it is about at the left, its fields at the right. */
export function Section({ title, words, children }: { title: string; words?: ReactNode; children: ReactNode }) {
  return (
    <section className={classes.section} aria-label={title}>
      <div>
        <h2 className={classes.sectionTitle}>{title}</h2>
        {words ? <p className={classes.sectionWords}>{words}</p> : null}
      </div>
      <div className={classes.fields}>{children}</div>
    </section>
  )
}
