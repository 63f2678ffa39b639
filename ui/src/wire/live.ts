/** What an event of the stream says: something happened to a ticket, which is at that version now. */
export interface Change {
  kind: 'ticket.created' | 'ticket.changed' | 'ticket.article_added' | 'ticket.delivery_changed'
  ticket: string
  version: number
}
export type LiveState = 'connecting' | 'live' | 'down'

export interface LiveHandlers {
  /** The changes that arrived since the last frame, in their order. */
  onChanges: (changes: Change[]) => void
  /** Something was missed: what is on the screen must be fetched again. */
  onReset: () => void
  onSessionEnded: () => void
  onState: (state: LiveState) => void
}

interface Surroundings {
  open: (url: string) => EventSource
  frame: (callback: () => void) => void
  later: (callback: () => void, milliseconds: number) => void
}

const surroundings: Surroundings = {
  open: (url) => new EventSource(url),
  // A hidden page has no frames, but it should not fall behind either.
  frame: (callback) => (document.visibilityState === 'visible' ? requestAnimationFrame(callback) : setTimeout(callback, 250)),
  later: (callback, milliseconds) => setTimeout(callback, milliseconds),
}

const closed = 2
const firstWait = 1_000
const longestWait = 30_000

function parse(text: unknown): Change | null {
  try {
    const change: unknown = JSON.parse(String(text))
    return typeof change === 'object' && change !== null && 'ticket' in change ? (change as Change) : null
  } catch {
    return null
  }
}

/** Listens to the live stream until the returned function is called. Connects again by itself, after a wait that doubles. */
export function listenLive(handlers: LiveHandlers, around: Surroundings = surroundings): () => void {
  let source: EventSource | null = null
  let waiting: Change[] = []
  let wait = firstWait
  let stopped = false
  // What happened between the answers that the page already has and the stream's beginning was not told either.
  let gap = true

  const flush = () => {
    const changes = waiting
    waiting = []
    if (!stopped && changes.length > 0) handlers.onChanges(changes)
  }

  const connect = () => {
    if (stopped) return
    handlers.onState('connecting')
    source = around.open('/api/v1/events')
    source.addEventListener('open', () => {
      wait = firstWait
      // The browser resumes by itself where the stream broke; a new stream knows nothing of the gap.
      if (gap) handlers.onReset()
      gap = false
      handlers.onState('live')
    })
    source.addEventListener('change', (event) => {
      const change = parse(event.data)
      if (!change) return
      if (waiting.length === 0) around.frame(flush)
      waiting.push(change)
    })
    source.addEventListener('reset', () => handlers.onReset())
    source.addEventListener('session', () => {
      stop()
      handlers.onSessionEnded()
    })
    source.addEventListener('error', () => {
      if (stopped) return
      handlers.onState('down')
      if (source?.readyState !== closed) return
      gap = true
      around.later(connect, wait)
      wait = Math.min(wait * 2, longestWait)
    })
  }

  const stop = () => {
    stopped = true
    source?.close()
  }

  connect()
  return stop
}
