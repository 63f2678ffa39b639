import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { Button, Hint, Mark, Toasts } from '../../../kit'
import { fetchMe, inPortal, meKey, problemWord, useMe, useWireWords } from '../../../wire'
import { factorsQuery } from '../api'
import { onward } from '../onward'
import { useAccessWords } from '../words'
import classes from './Enrolling.module.css'
import { Factors } from './Factors'
import { Words } from './Words'
import { Proving } from '../Proving'

/** The one page of somebody who has to set up a second factor before anything else. Afterwards one goes on to where one wanted. */
export const Enrolling = ({ onSignOut, signIn }: { onSignOut: () => void; signIn: () => string }) => (
  <Words>
    <Spoken onSignOut={onSignOut} signIn={signIn} />
  </Words>
)

function Spoken({ onSignOut, signIn }: { onSignOut: () => void; signIn: () => string }) {
  const say = useAccessWords()
  const common = useWireWords()
  const me = useMe()
  const client = useQueryClient()
  const { data } = useQuery(factorsQuery)
  const [trouble, setTrouble] = useState<unknown>(null)
  const [more, setMore] = useState(false)
  useEffect(() => {
    document.title = say('access.enrol')
  }, [say])
  const done = () => {
    setTrouble(null)
    fetchMe().then((now) => {
      if (now.stage === 'whole') return window.location.replace(onward(window.location, inPortal))
      client.setQueryData(meKey, now)
      return setMore(true)
    }, setTrouble)
  }
  return (
    <main className={classes.page}>
      <header className={classes.head}>
        <span className={classes.house}>
          <Mark size={24} /> {me.tenant.title}
        </span>
        <form method="post" action={inPortal ? '/portal/sign-out' : '/sign-out'} onSubmit={onSignOut}>
          <Button look="quiet" type="submit">
            {say('access.enrol.sign-out')}
          </Button>
        </form>
      </header>
      <h1 className={classes.title}>{say('access.enrol')}</h1>
      <p className={classes.words}>{say('access.enrol.words', { name: me.name })}</p>
      <p className={classes.words}>{say(data?.phishing_resistant ? 'access.enrol.passkey' : 'access.enrol.either')}</p>
      {more ? <Hint look="stale" role="status">{say('access.enrol.more')}</Hint> : null}
      {trouble ? (
        <Hint look="bad" role="alert">
          {common(problemWord(trouble))}{' '}
          <Button size="small" onClick={done}>
            {common('wire.retry')}
          </Button>
        </Hint>
      ) : null}
      <Factors onDone={done} />
      <Toasts label={common('wire.notices')} closeLabel={common('wire.close')} />
      <Proving signIn={signIn} />
    </main>
  )
}
