import { useQuery } from '@tanstack/react-query'
import check from 'icon:check'
import { Button, rows, Sheet, Stamp, toast, Waiting } from '../../kit'
import { Failed, problemWord, useLocale, useTimes, useWireWords } from '../../wire'
import { type Session, sessionsQuery, useEndSession } from './api'
import { AccountPage } from './parts/Page'
import classes from './parts/Page.module.css'
import { proofsOf } from './proofs'
import { useAccessWords } from './words'

/** Where one is signed in, and how to end that. */
export const SessionsPage = () => (
  <AccountPage title="access.sessions" words="access.sessions.words">
    <Sessions />
  </AccountPage>
)

function Sessions() {
  const say = useAccessWords()
  const common = useWireWords()
  const { data, error, isPending, refetch } = useQuery(sessionsQuery)
  const { mutate } = useEndSession()
  const end = (id: string | null) =>
    mutate(id, {
      onSuccess: () => toast(say(id === null ? 'access.sessions.ended-others' : 'access.session.ended'), { icon: check }),
      onError: (problem) => toast(common(problemWord(problem)), { look: 'bad' }),
    })
  const others = data?.some((session) => !session.current)
  return (
    <>
      {error && !data ? <Failed error={error} onRetry={() => void refetch()} /> : null}
      {isPending ? <Waiting widths={[60, 40, 70, 40]} /> : null}
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
    </>
  )
}

function Row({ session, onEnd }: { session: Session; onEnd: () => void }) {
  const say = useAccessWords()
  const times = useTimes()
  const locale = useLocale()
  const ways = new Intl.ListFormat(locale).format(proofsOf(session.proofs).map((proof) => say(`access.proved.${proof}`)))
  return (
    <li className={rows.row}>
      <div className={rows.what}>
        <p className={rows.name}>
          {session.client} {session.current ? <Stamp look="pen">{say('access.session.current')}</Stamp> : null}
        </p>
        <p className={rows.facts}>
          <span className={classes.mono}>{session.ip}</span>
          <span>{say('access.session.seen', { time: times.within(session.last_seen_at) })}</span>
          <span>{say('access.session.since', { time: times.within(session.created_at) })}</span>
          <span>{say('access.session.until', { time: times.full(session.expires_at) })}</span>
          {ways ? <span>{say('access.session.by', { ways })}</span> : null}
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
