import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import check from 'icon:check'
import download from 'icon:download-simple'
import { useEffect, useRef } from 'react'
import { Button, Hint, Icon, Slip, SlipLines, SlipRule, toast, Waiting } from '../../../kit'
import { Failed, problemWord, useTimes, useWireWords } from '../../../wire'
import { entryQuery, type LogEntry, useReleaseMail } from '../api'
import { wayWord } from '../model'
import { useMailWords } from '../words'
import classes from './Entry.module.css'
import { OutcomeStamp } from './OutcomeStamp'
import { Steps } from './Steps'
import { useFacts } from './useFacts'

/** A mail of the log: each decision about it, and the facts they rest on. */
export function Entry({ id }: { id: string }) {
  const { data, error, refetch } = useQuery(entryQuery(id))
  if (data) return <Loaded entry={data} />
  if (error) return <Failed error={error} onRetry={() => void refetch()} />
  return <Waiting widths={[90, 50, 98, 92, 80, 60]} />
}

function Loaded({ entry }: { entry: LogEntry }) {
  const say = useMailWords()
  const times = useTimes()
  const common = useWireWords()
  const release = useReleaseMail()
  const ticket = useRef<HTMLAnchorElement>(null)
  const isKept = (entry.outcome === 'quarantined' || entry.outcome === 'ignored') && !entry.number && entry.has_original
  const asked = useRef(false)
  const onRelease = () => {
    if (release.isPending) return
    asked.current = true
    release.mutate(entry.id, {
      onSuccess: ({ number }) => toast(say('mail.released', { number }), { icon: check }),
      onError: () => {
        asked.current = false
      },
    })
  }
  useEffect(() => {
    if (!entry.number || !asked.current) return
    // The button is gone; what came of it stands in its place.
    asked.current = false
    ticket.current?.focus()
  }, [entry.number])
  const original = `/api/v1/mail/log/${entry.id}/original`
  const lines = useFacts()(entry)
  const outgoing = entry.direction === 'out'
  return (
    <div className={classes.entry}>
      <p className={classes.line}>
        <OutcomeStamp outcome={entry.outcome} />
        {entry.number ? (
          <Link ref={ticket} to="/tickets/$number" params={{ number: entry.number }} search={{ view: 'open' }} className={classes.number}>
            {entry.number}
          </Link>
        ) : null}
        {isKept ? (
          <Button size="small" aria-disabled={release.isPending} onClick={onRelease}>
            {say('mail.release')}
          </Button>
        ) : null}
      </p>
      {release.error ? (
        <Hint look="bad" role="alert">
          {common(problemWord(release.error))}
        </Hint>
      ) : null}
      <p className={classes.from}>{outgoing ? entry.recipients.join(', ') : (entry.from ?? say('mail.no-sender'))}</p>
      {entry.malformed ? <Hint look="stale">{say('mail.malformed', { reason: entry.malformed })}</Hint> : null}
      <h3 className={classes.heading}>{say('mail.why')}</h3>
      <Steps steps={entry.steps} label={say('mail.why')} />
      <Slip title={say('mail.facts')}>
        <SlipLines lines={lines} />
        {entry.has_original || entry.first || entry.copies.length > 0 ? <SlipRule /> : null}
        {entry.first ? (
          <p>
            <Link to="/admin/mail/log" search={(now) => ({ ...now, entry: entry.first ?? undefined })}>
              {say('mail.first')}
            </Link>
          </p>
        ) : null}
        {entry.copies.map((copy) => (
          <p key={copy.id}>
            <Link to="/admin/mail/log" search={(now) => ({ ...now, entry: copy.id })}>
              {say('mail.copy', { time: times.full(copy.at), way: wayWord(say, copy.way) })}
            </Link>
          </p>
        ))}
        {entry.has_original ? (
          <p>
            <a href={original} download className={classes.download}>
              <Icon d={download} />
              {say('mail.original')}
            </a>
          </p>
        ) : entry.first || outgoing || entry.size === 0 ? null : (
          <p>{say('mail.no-original')}</p>
        )}
      </Slip>
    </div>
  )
}
