import { useEffect } from 'react'
import { Button, buttonClass, Kit } from '../kit'
import { type Language, LanguageProvider, type Problem, problemWord, useWireWords } from '../wire'
import { Go } from './Go'
import classes from './Trouble.module.css'
import { usePortalWords } from './words'

/** The portal could not be started at all. */
export function Trouble({ problem, language }: { problem: Problem; language: Language }) {
  return (
    <Kit>
      <LanguageProvider value={language}>
        <Start problem={problem} />
      </LanguageProvider>
    </Kit>
  )
}

function Start({ problem }: { problem: Problem }) {
  const say = usePortalWords()
  const common = useWireWords()
  return (
    <main className={classes.place}>
      <h1 className={classes.title}>{common(problemWord(problem))}</h1>
      {problem.request ? <p>{common('wire.request', { request: problem.request })}</p> : null}
      <Button look="primary" size="large" onClick={() => window.location.reload()}>
        {say('portal.reload')}
      </Button>
    </main>
  )
}

/** A page threw an error. */
export function Crash({ error }: { error: unknown }) {
  const say = usePortalWords()
  return (
    <div className={classes.place}>
      <h1 className={classes.title}>{say('portal.crash')}</h1>
      <p>{say('portal.crash.words')}</p>
      <p className={classes.message}>{error instanceof Error ? error.message : String(error)}</p>
      <Button look="primary" size="large" onClick={() => window.location.reload()}>
        {say('portal.reload')}
      </Button>
    </div>
  )
}

/** There is no such page, or it is somebody else's: it does not say which. */
export function Missing() {
  const say = usePortalWords()
  useEffect(() => {
    document.title = say('portal.missing')
  }, [say])
  return (
    <div className={classes.place}>
      <h1 className={classes.title}>{say('portal.missing')}</h1>
      <p className={classes.words}>{say('portal.missing.words')}</p>
      <Go to="/" className={buttonClass('primary', 'large')}>
        {say('portal.back')}
      </Go>
    </div>
  )
}
