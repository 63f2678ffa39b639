import { useQuery } from '@tanstack/react-query'
import check from 'icon:check'
import { Blank, Button, Hint, Sheet, Stamp, toast, usePatience } from '../../kit'
import { problemWord, useTimes, useWireWords } from '../../wire'
import { type Session, sessionsQuery, useEndSession } from './api'
import { Page } from './parts/Page'
import classes from './parts/Page.module.css'
import { useAccessWords } from './words'

/** Where one is signed in, and how to end that. */
export function SessionsPage() {
  const say = useAccessWords()
  const common = useWireWords()
  const { data, error, isPending, refetch } = useQuery(sessionsQuery)
  const late = usePatience(isPending, 300)
  const { mutate } = useEndSession()
  const end = (id: string | null) =>
    mutate(id, {
      onSuccess: () => toast(say(id === null ? 'access.sessions.ended-others' : 'access.session.ended'), { icon: check }),
      onError: (problem) => toast(common(problemWord(problem)), { look: 'bad' }),
    })
  const others = data?.some((session) => !session.current)
  return (
    <Page title={say('access.sessions')} words={say('access.sessions.words')}>
      {error && !data ? (
        <Hint look="bad" role="alert">
          {common(problemWord(error))}{' '}
          <Button size="small" onClick={() => void refetch()}>
            {common('wire.retry')}
          </Button>
        </Hint>
      ) : null}
      {late ? <Blank widths={[60, 40, 70, 40]} /> : null}
      {data ? (
        <Sheet>
          <ul>
            {data.map((session) => (
              <Row key={session.id} session={session} onEnd={() => end(session.id)} />
            ))}
          </ul>
        </Sheet>
      ) : null}
      {data ? (
        <div className={classes.foot}>
          {others ? (
            <Button look="danger" onClick={() => end(null)}>
              {say('access.sessions.end-others')}
            </Button>
          ) : (
            <p className={classes.quiet}>{say('access.sessions.only')}</p>
          )}
        </div>
      ) : null}
    </Page>
  )
}

function Row({ session, onEnd }: { session: Session; onEnd: () => void }) {
  const say = useAccessWords()
  const times = useTimes()
  return (
    <li className={classes.row}>
      <div className={classes.what}>
        <p className={classes.name}>
          {session.client} {session.current ? <Stamp look="pen">{say('access.session.current')}</Stamp> : null}
        </p>
        <p className={classes.facts}>
          <span className={classes.mono}>{session.ip}</span>
          <span>{say('access.session.seen', { time: times.within(session.last_seen_at) })}</span>
          <span>{say('access.session.since', { time: times.within(session.created_at) })}</span>
          <span>{say('access.session.until', { time: times.full(session.expires_at) })}</span>
        </p>
      </div>
      {session.current ? null : (
        <Button look="danger" size="small" aria-label={say('access.session.end.label', { client: session.client })} onClick={onEnd}>
          {say('access.session.end')}
        </Button>
      )}
    </li>
  )
}
