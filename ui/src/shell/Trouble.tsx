import { Link } from '@tanstack/react-router'
import { useEffect } from 'react'
import { Button, buttonClass, Kit, Slip, SlipLines, SlipRule } from '../kit'
import { type Language, LanguageProvider, type Problem, problemWord, useMe, useTimes, useWireWords } from '../wire'
import classes from './Trouble.module.css'
import { useShellWords } from './words'

/** The page could not be started at all. */
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
  const say = useShellWords()
  const common = useWireWords()
  return (
    <main className={classes.place}>
      <div className={classes.words}>
        <h1 className={classes.title}>{common(problemWord(problem))}</h1>
        {problem.request ? <p className={classes.text}>{common('wire.request', { request: problem.request })}</p> : null}
        <div className={classes.buttons}>
          <Button look="primary" onClick={() => window.location.reload()}>
            {say('shell.crash.reload')}
          </Button>
        </div>
      </div>
    </main>
  )
}

/** A view threw an error. */
export function Crash({ error }: { error: unknown }) {
  const say = useShellWords()
  const times = useTimes()
  const message = error instanceof Error ? error.message : String(error)
  return (
    <main className={classes.place}>
      <div className={classes.words}>
        <h1 className={classes.title}>{say('shell.crash')}</h1>
        <p className={classes.text}>{say('shell.crash.words')}</p>
        <div className={classes.buttons}>
          <Button look="primary" onClick={() => window.location.reload()}>
            {say('shell.crash.reload')}
          </Button>
        </div>
      </div>
      <Slip className={classes.slip}>
        <SlipLines
          lines={[
            [say('shell.slip.time'), times.full(new Date().toISOString())],
            [say('shell.slip.address'), window.location.pathname],
            [say('shell.crash.message'), message],
          ]}
        />
      </Slip>
    </main>
  )
}

/** There is no such page, or not for this agent: it does not say which. */
export function Missing() {
  const say = useShellWords()
  const times = useTimes()
  const me = useMe()
  useEffect(() => {
    document.title = say('shell.missing')
  }, [say])
  return (
    <main className={classes.place}>
      <div className={classes.words}>
        <h1 className={classes.display}>{say('shell.missing')}</h1>
        <p className={classes.text}>{say('shell.missing.words')}</p>
        <div className={classes.buttons}>
          <Link to="/tickets" search={{ view: 'mine' }} className={buttonClass('primary', 'large')}>
            {say('shell.missing.back')}
          </Link>
        </div>
      </div>
      <Slip className={classes.slip}>
        <p className={classes.number}>404</p>
        <SlipRule />
        <SlipLines
          lines={[
            [say('shell.slip.time'), times.full(new Date().toISOString())],
            [say('shell.slip.address'), window.location.pathname],
            [say('shell.slip.agent'), me.login],
          ]}
        />
      </Slip>
    </main>
  )
}
