import { type ReactNode, useEffect } from 'react'
import { Blank, Pane } from './parts'
import classes from './Page.module.css'
import { usePatience } from './patience'

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
  /** What stays in sight at the foot. */
  foot?: ReactNode
  children: ReactNode
}

/** A page with a title, that is no list and no conversation. */
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

/** What is shown while something is fetched; nothing if that is quick. */
export function Waiting({ widths }: { widths: number[] }) {
  const late = usePatience(true, 300)
  return <div aria-busy="true">{late ? <Blank widths={widths} /> : null}</div>
}

/** A part of a form: what it is about at the left, its fields at the right. */
export function FormSection({ title, words, children }: { title: string; words?: ReactNode; children: ReactNode }) {
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
