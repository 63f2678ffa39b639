import { act, renderHook } from '@testing-library/react'
import { expect, test } from 'vitest'
import { useDraft } from './useDraft'

const begin = () => renderHook(({ now }) => useDraft(now), { initialProps: { now: { name: 'Nacht', valid: true } } })

test('only_what_was_changed_is_sent', () => {
  const { result } = begin()
  expect(result.current.count).toBe(0)
  act(() => result.current.set({ name: 'Tag' }))
  expect(result.current.changes).toEqual({ name: 'Tag' })
  act(() => result.current.set({ name: 'Nacht' }))
  expect(result.current.count).toBe(0)
})

test('untouched_form_follows_others', () => {
  const { result, rerender } = begin()
  rerender({ now: { name: 'Spät', valid: true } })
  expect(result.current.draft.name).toBe('Spät')
  expect(result.current.behind).toBe(false)
})

test('touched_form_says_that_others_were_there_and_keeps_what_was_written', () => {
  const { result, rerender } = begin()
  act(() => result.current.set({ name: 'Tag' }))
  rerender({ now: { name: 'Nacht', valid: false } })
  expect(result.current.behind).toBe(true)
  expect(result.current.changes).toEqual({ name: 'Tag' })
  act(() => result.current.load())
  expect(result.current.draft).toEqual({ name: 'Nacht', valid: false })
  expect(result.current.behind).toBe(false)
})

test('what_was_saved_is_no_news_when_it_is_fetched', () => {
  const { result, rerender } = begin()
  act(() => result.current.set({ name: 'Tag' }))
  act(() => result.current.settle({ name: 'Tag', valid: true }))
  act(() => result.current.set({ valid: false }))
  rerender({ now: { name: 'Tag', valid: true } })
  expect(result.current.behind).toBe(false)
  expect(result.current.changes).toEqual({ valid: false })
})
