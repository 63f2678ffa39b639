import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import check from 'icon:check'
import download from 'icon:download-simple'
import { type ReactNode, useRef } from 'react'
import { Button, Hint, Icon, Slip, SlipLines, SlipRule, toast } from '../../../kit'
import { problemWord, sizeIn, useLocale, useTimes, useWireWords } from '../../../wire'
import { entryQuery, type LogEntry, useReleaseMail } from '../api'
import { tlsName, wayWord } from '../model'
import { useMailWords } from '../words'
import classes from './Entry.module.css'
import { OutcomeStamp } from './OutcomeStamp'
import { Failed, Waiting } from './Page'
import { Steps } from './Steps'

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
  const locale = useLocale()
  const common = useWireWords()
  const release = useReleaseMail()
  const ticket = useRef<HTMLAnchorElement>(null)
  const isKept = (entry.outcome === 'quarantined' || entry.outcome === 'ignored') && !entry.number && entry.has_original
  const onRelease = () => {
    if (release.isPending) return
    release.mutate(entry.id, {
      onSuccess: ({ number }) => {
        toast(say('mail.released', { number }), { icon: check })
        // The button is gone; what came of it stands beside it.
        requestAnimationFrame(() => ticket.current?.focus())
      },
    })
  }
  const original = `/api/v1/mail/log/${entry.id}/original`
  const lines: [ReactNode, ReactNode][] = [
    [say('mail.fact.at'), times.full(entry.at)],
    [say('mail.fact.way'), wayWord(say, entry.way)],
  ]
  const tell = (name: ReactNode, value: string | null | undefined) => value && lines.push([name, value])
  tell(say('mail.fact.place'), entry.place)
  tell(say('mail.fact.peer'), [entry.peer, entry.helo].filter(Boolean).join(' · '))
  lines.push([say('mail.fact.tls'), entry.tls ? tlsName(entry.tls) : say('mail.fact.no-tls')])
  if (entry.envelope_from !== undefined && entry.envelope_from !== null) lines.push([say('mail.fact.envelope'), entry.envelope_from || '<>'])
  tell(say('mail.fact.recipients'), entry.recipients.join(', '))
  tell(say('mail.fact.message-id'), entry.message_id)
  lines.push([say('mail.fact.size'), sizeIn(locale, entry.size)])
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
      <p className={classes.from}>{entry.from ?? say('mail.no-sender')}</p>
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
        ) : entry.first ? null : (
          <p>{say('mail.no-original')}</p>
        )}
      </Slip>
    </div>
  )
}
