import { useQuery } from '@tanstack/react-query'
import { Blank, Hint, SidePanel } from '../../../kit'
import { problemWord, useTimes, useWireWords } from '../../../wire'
import { historyQuery } from '../api'
import { entryBy, entryLine } from '../history'
import type { Ticket } from '../model'
import { useTicketWords } from '../words'
import classes from './HistoryPanel.module.css'

/** Everything that happened to the ticket, newest first. */
export function HistoryPanel({ ticket, open, onClose }: { ticket: Ticket; open: boolean; onClose: () => void }) {
  const say = useTicketWords()
  const common = useWireWords()
  const times = useTimes()
  const { data, error } = useQuery(historyQuery(ticket.id))
  return (
    <SidePanel open={open} onClose={onClose} title={say('tickets.act.history')} closeLabel={common('wire.close')} size={420}>
      {error ? <Hint look="bad">{common(problemWord(error))}</Hint> : null}
      {data ? (
        <ol className={classes.entries}>
          {[...data].reverse().map((entry) => (
            <li key={entry.seq} className={classes.entry}>
              <p className={classes.what}>{entryLine(say, times, entry)}</p>
              <p className={classes.when}>
                <time dateTime={entry.at}>{times.day(entry.at)}</time>
                {entry.by ? ` · ${entryBy(say, entry.by)}` : ''}
              </p>
            </li>
          ))}
        </ol>
      ) : error ? null : (
        <Blank widths={[80, 40, 90, 40, 70, 40]} />
      )}
    </SidePanel>
  )
}
