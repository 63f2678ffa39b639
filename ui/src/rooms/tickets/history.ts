import type { Say, Times } from '../../wire'
import { type HistoryEntry, isKnownState, queuePath } from './model'
import { priorityName, stateName, type TicketWord } from './words'

const kinds = [
  'created',
  'article_added',
  'delivery_changed',
  'delivery_late',
  'state_changed',
  'queue_changed',
  'priority_changed',
  'owner_changed',
  'responsible_changed',
  'lock_changed',
  'title_changed',
  'customer_changed',
  'pending_set',
  'members_set',
  'participant_added',
  'participant_removed',
] as const
const inPlace = new Set(['created', 'article_added', 'delivery_changed', 'delivery_late'])

/** Whether an entry is a change of its own; articles and their delivery are shown where they stand. */
export const isChange = (entry: HistoryEntry) => !inPlace.has(entry.kind)

const text = (value: unknown) => (typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '')

/** A value of the history as one reads it. */
function read(say: Say<TicketWord>, times: Times, kind: string, value: unknown): string {
  const given = text(value)
  if (given === '') return say('tickets.history.nothing')
  if (kind === 'state_changed') return isKnownState(given) ? stateName(say, given) : given
  if (kind === 'priority_changed') return `${given.slice(0, 1)} ${priorityName(say, given)}`
  if (kind === 'queue_changed') return queuePath(given)
  if (kind === 'lock_changed') return say(given === 'unlock' ? 'tickets.lock.unlock' : 'tickets.lock.lock')
  if (kind === 'pending_set' && !Number.isNaN(Date.parse(given))) return times.full(given)
  return given
}

const channels = ['email', 'phone', 'internal', 'web'] as const
const deliveries = ['queued', 'sent', 'deferred', 'failed', 'cancelled'] as const

function channel(say: Say<TicketWord>, given: string): string {
  const known = channels.find((one) => one === given)
  return known ? say(`tickets.channel.${known}`) : given
}

function delivered(say: Say<TicketWord>, given: string): string {
  const known = deliveries.find((one) => one === given)
  return known ? say(`tickets.delivered.${known}`) : given
}

/** Who did it: a name, or the desk itself where a room acted. */
export const entryBy = (say: Say<TicketWord>, by: string) => (by.startsWith('room:') ? say('tickets.history.by-itself') : by)

/** What happened, in one line. */
export function entryLine(say: Say<TicketWord>, times: Times, entry: HistoryEntry): string {
  const { kind, what } = entry as { kind: string; what: Record<string, unknown> }
  const known = kinds.find((one) => one === kind)
  const name = known ? say(`tickets.history.${known}`) : kind
  if (kind === 'created' || kind === 'article_added' || kind === 'delivery_changed' || kind === 'delivery_late') {
    if (kind === 'delivery_late') return name
    const detail =
      kind === 'created' ? queuePath(text(what.queue)) : kind === 'delivery_changed' ? delivered(say, text(what.to)) : channel(say, text(what.channel))
    return detail ? `${name}: ${detail}` : name
  }
  if (kind === 'participant_added' || kind === 'participant_removed') return `${name}: ${text(what.customer_user)}`
  if (kind === 'members_set') {
    const members = (value: unknown) => (Array.isArray(value) ? value.map(text).join(', ') : say('tickets.history.everybody'))
    return `${name} ${members(what.from)} → ${members(what.to)}`
  }
  if ('from' in what && text(what.from) !== '') return `${name} ${read(say, times, kind, what.from)} → ${read(say, times, kind, what.to)}`
  return `${name} → ${read(say, times, kind, what.to ?? what.until)}`
}
