import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useTimes } from '../../../wire'
import { historyQuery } from '../api'
import { entryBy, entryLine, isChange } from '../history'
import type { Article, HistoryEntry, Ticket } from '../model'
import { useTicketWords } from '../words'
import { ArticleView } from './ArticleView'
import classes from './Conversation.module.css'

type Moment = { at: string; article: Article } | { at: string; entries: HistoryEntry[] }

const together = 60_000

/** Articles and what changed between them, oldest first; changes of one minute by one person make one line. */
function moments(articles: Article[], entries: HistoryEntry[]): Moment[] {
  const all: Moment[] = [
    ...articles.map((article) => ({ at: article.at, article })),
    ...entries.filter(isChange).map((entry) => ({ at: entry.at, entries: [entry] })),
  ].toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at))
  const joined: Moment[] = []
  for (const moment of all) {
    const last = joined.at(-1)
    const first = 'entries' in moment ? moment.entries[0] : undefined
    if (first && last && 'entries' in last && last.entries[0]?.by === first.by && Date.parse(moment.at) - Date.parse(last.at) < together) {
      last.entries.push(first)
    } else joined.push(moment)
  }
  return joined
}

interface Props {
  ticket: Ticket
  onAnswer: (article: Article) => void
  onResend: (article: Article) => void
}

export function Conversation({ ticket, onAnswer, onResend }: Props) {
  const say = useTicketWords()
  const pane = useRef<HTMLDivElement>(null)
  const { data: history } = useQuery(historyQuery(ticket.id))
  const count = ticket.articles.length
  const before = useRef(0)
  useEffect(() => {
    // What is new stands at the end; one who reads further up is not moved.
    const element = pane.current
    if (!element) return
    const nearEnd = element.scrollHeight - element.scrollTop - element.clientHeight < 400
    if (before.current === 0 || nearEnd) element.querySelector(':scope > :last-child > article')?.scrollIntoView({ block: 'start' })
    before.current = count
  }, [count])
  return (
    <div className={classes.thread} ref={pane} tabIndex={0} role="group" aria-label={say('tickets.articles')}>
      {moments(ticket.articles, history ?? []).map((moment) =>
        'article' in moment ? (
          <div key={moment.article.id}>
            <ArticleView article={moment.article} ticket={ticket} onAnswer={onAnswer} onResend={onResend} />
          </div>
        ) : (
          <ChangeLine key={`h${moment.entries[0]?.seq}`} entries={moment.entries} />
        ),
      )}
    </div>
  )
}

function ChangeLine({ entries }: { entries: HistoryEntry[] }) {
  const say = useTicketWords()
  const times = useTimes()
  const first = entries[0]
  if (!first) return null
  return (
    <p className={classes.change}>
      <span>
        {entries.map((entry) => entryLine(say, times, entry)).join(' · ')}
        {first.by ? ` – ${entryBy(say, first.by)}` : ''}
      </span>
      <time dateTime={first.at}>{times.day(first.at)}</time>
    </p>
  )
}
