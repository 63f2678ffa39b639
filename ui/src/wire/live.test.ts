import { expect, test, vi } from 'vitest'
import { type Change, listenLive } from './live'

class Stream extends EventTarget {
  readyState = 0
  closed = false
  close() {
    this.closed = true
  }
  say(type: string, data?: unknown) {
    this.dispatchEvent(data === undefined ? new Event(type) : new MessageEvent(type, { data: typeof data === 'string' ? data : JSON.stringify(data) }))
  }
}

function begin() {
  const streams: Stream[] = []
  const frames: (() => void)[] = []
  const later: (() => void)[] = []
  const handlers = { onChanges: vi.fn<(changes: Change[]) => void>(), onReset: vi.fn(), onSessionEnded: vi.fn(), onState: vi.fn() }
  const stop = listenLive(handlers, {
    open: () => {
      const stream = new Stream()
      streams.push(stream)
      return stream as unknown as EventSource
    },
    frame: (callback) => frames.push(callback),
    later: (callback) => later.push(callback),
  })
  return { streams, frames, later, handlers, stop }
}

const change = (ticket: string, version: number) => ({ kind: 'ticket.changed', ticket, version })

test('changes_of_one_frame_come_together', () => {
  const { streams, frames, handlers } = begin()
  streams[0]?.say('open')
  streams[0]?.say('change', change('a', 1))
  streams[0]?.say('change', change('b', 1))
  expect(handlers.onChanges).not.toHaveBeenCalled()
  expect(frames).toHaveLength(1)
  frames[0]?.()
  expect(handlers.onChanges).toHaveBeenCalledExactlyOnceWith([change('a', 1), change('b', 1)])
})

test('nonsense_is_passed_over', () => {
  const { streams, frames, handlers } = begin()
  streams[0]?.say('change', 'not json')
  streams[0]?.say('change', '7')
  expect(frames).toHaveLength(0)
  expect(handlers.onChanges).not.toHaveBeenCalled()
})

test('reset_and_end_are_told', () => {
  const { streams, handlers } = begin()
  streams[0]?.say('reset', {})
  expect(handlers.onReset).toHaveBeenCalledOnce()
  streams[0]?.say('session', { state: 'ended' })
  expect(handlers.onSessionEnded).toHaveBeenCalledOnce()
  expect(streams[0]?.closed).toBe(true)
})

test('closed_stream_is_opened_again_and_everything_fetched_anew', () => {
  const { streams, later, handlers } = begin()
  const [first] = streams
  first?.say('open')
  if (first) first.readyState = 2
  first?.say('error')
  expect(handlers.onState).toHaveBeenLastCalledWith('down')
  later[0]?.()
  expect(streams).toHaveLength(2)
  // Once for what happened before the stream began, once for the gap.
  expect(handlers.onReset).toHaveBeenCalledOnce()
  streams[1]?.say('open')
  expect(handlers.onReset).toHaveBeenCalledTimes(2)
})

test('nothing_is_heard_after_the_end', () => {
  const { streams, frames, handlers, stop } = begin()
  streams[0]?.say('change', change('a', 1))
  stop()
  frames[0]?.()
  expect(handlers.onChanges).not.toHaveBeenCalled()
})
