import { Link } from '@tanstack/react-router'
import clock from 'icon:clock-countdown'
import locked from 'icon:lock-simple'
import paperclip from 'icon:paperclip'
import { memo } from 'react'
import { Icon, Priority } from '../../../kit'
import { useMe, useTimes } from '../../../wire'
import { isPast, isPending, priorityLevel, queueLeaf, type TicketRow } from '../model'
import type { ListSearch } from '../search'
import { priorityName, stateWord, useTicketWords } from '../words'
import classes from './Row.module.css'

interface Props {
  row: TicketRow
  open: boolean
  marked: boolean
  search: ListSearch
  onPick: (id: string) => void
}

/** A ticket in the list, in three lines. The company gives way first, then the subject; number, state and time never. */
export const Row = memo(function Row({ row, open, marked, search, onPick }: Props) {
  const say = useTicketWords()
  const times = useTimes()
  const me = useMe()
  const late = isPast(row.pending_until)
  return (
    <div role="gridcell" className={classes.cell} data-open={open || undefined} data-marked={marked || undefined} data-unread={row.unread || undefined}>
      <Link
        to="/tickets/$number"
        params={{ number: row.number }}
        search={search}
        className={classes.row}
        tabIndex={-1}
        draggable={false}
        onClick={() => onPick(row.id)}
      >
        <span className={classes.who}>
          {row.unread ? <span className={classes.dot} role="img" aria-label={say('tickets.unread')} /> : null}
          <span className={classes.name}>{row.customer.name || row.customer.email}</span>
          {row.customer.company ? <span className={classes.company}> · {row.customer.company}</span> : null}
          <time className={classes.time} dateTime={row.changed_at}>
            {times.short(row.changed_at)}
          </time>
        </span>
        <span className={classes.title}>{row.title}</span>
        <span className={classes.signs}>
          <Priority level={priorityLevel(row.priority)} label={say('tickets.priority.of', { name: priorityName(say, row.priority) })} />
          <span>{stateWord(say, row.state_type)}</span>
          {row.lock === 'unlock' ? null : <Icon d={locked} size={14} label={say('tickets.locked')} />}
          {row.attachment_count > 0 ? <Icon d={paperclip} size={14} label={say('tickets.attachments', { count: row.attachment_count })} /> : null}
          <span className={classes.queue}>{queueLeaf(row.queue)}</span>
          {isPending(row.state_type) && row.pending_until ? (
            <span className={classes.due} data-late={late || undefined}>
              <Icon d={clock} size={14} />
              {times.short(row.pending_until)}
            </span>
          ) : (
            <span className={classes.owner}>{row.owner === me.login ? '' : (row.owner_name ?? say('tickets.unowned'))}</span>
          )}
        </span>
      </Link>
    </div>
  )
})
