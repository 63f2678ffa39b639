import { Link } from '@tanstack/react-router'
import key from 'icon:key'
import devices from 'icon:devices'
import { type ReactNode, useEffect } from 'react'
import { Icon, Pane } from '../../../kit'
import { useAccessWords } from '../words'
import classes from './Page.module.css'

/** A page about one's own account, with the way to the others. */
export function Page({ title, words, children }: { title: string; words: string; children: ReactNode }) {
  const say = useAccessWords()
  useEffect(() => {
    document.title = title
  }, [title])
  return (
    <div className={classes.frame}>
      <Pane as="nav" region="views" label={say('access.account')} className={classes.sections}>
        <h2 className={classes.heading}>{say('access.account')}</h2>
        <Link to="/sessions" className={classes.section} activeProps={{ 'data-active': true }}>
          <Icon d={devices} />
          {say('access.sessions')}
        </Link>
        <Link to="/tokens" className={classes.section} activeProps={{ 'data-active': true }}>
          <Icon d={key} />
          {say('access.tokens')}
        </Link>
      </Pane>
      <Pane as="main" region="conversation" label={title} className={classes.page}>
        <div className={classes.body}>
          <h1 className={classes.title}>{title}</h1>
          <p className={classes.words}>{words}</p>
          {children}
        </div>
      </Pane>
    </div>
  )
}
