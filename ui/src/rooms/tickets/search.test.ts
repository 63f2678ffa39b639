import { expect, test } from 'vitest'
import { markErrors, queryOf, quote, readSearch } from './search'

test('any_address_gives_a_list', () => {
  expect(readSearch({})).toEqual({ view: 'mine' })
  expect(readSearch({ view: 'nonsense', sort: 'x' })).toEqual({ view: 'mine' })
  expect(readSearch({ queue: 'Raw', view: 'open' })).toEqual({ queue: 'Raw' })
  expect(readSearch({ q: 2026, sort: 'priority' })).toEqual({ q: '2026', sort: 'priority' })
})

test('views_and_queues_are_queries', () => {
  expect(queryOf({ view: 'mine' })).toBe('is:open owner:me')
  expect(queryOf({ queue: 'Störungen::Netzwerk' })).toBe('queue:"Störungen::Netzwerk" is:open')
  expect(queryOf({ view: 'open', sort: 'created' })).toBe('is:open sort:-created')
  expect(queryOf({ q: 'drucker sort:priority', sort: 'created' })).toBe('drucker sort:priority')
})

test('values_are_quoted_where_they_must_be', () => {
  expect(quote('Raw')).toBe('Raw')
  expect(quote('a.b@c.example')).toBe('a.b@c.example')
  expect(quote('zwei "Worte"')).toBe('"zwei Worte"')
})

test('what_was_not_understood_is_marked_in_its_place', () => {
  expect(markErrors('a stat:x b', [{ at: 2, token: 'stat:x', reason: '' }])).toEqual([
    { text: 'a ', wrong: false },
    { text: 'stat:x', wrong: true },
    { text: ' b', wrong: false },
  ])
  expect(markErrors('😀 x', [{ at: 2, token: 'x', reason: '' }]).at(-1)).toEqual({ text: 'x', wrong: true })
  expect(markErrors('a', [{ at: 99, reason: '' }])).toEqual([{ text: 'a', wrong: false }])
})
