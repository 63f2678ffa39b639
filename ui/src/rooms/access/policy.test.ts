import { expect, test } from 'vitest'
import { Problem } from '../../wire'
import { draftOf, effectsOf, gapsOf, isSame, policyOf, refusedField, spanOf } from './policy'

const base = { second_factor: true, phishing_resistant: false, grace_days: 7, shortest: 15, idle_minutes: 60, absolute_minutes: 720, step_up_minutes: 5 }

test('spans_are_told_in_the_largest_whole_unit', () => {
  expect([5, 60, 90, 720, 1440, 10_080].map(spanOf)).toEqual([
    { count: 5, unit: 'minutes' },
    { count: 1, unit: 'hours' },
    { count: 90, unit: 'minutes' },
    { count: 12, unit: 'hours' },
    { count: 1, unit: 'days' },
    { count: 7, unit: 'days' },
  ])
})

test('a_form_gives_back_what_it_was_given', () => {
  expect(isSame(policyOf(draftOf(base)), base)).toBe(true)
  expect(isSame(policyOf({ ...draftOf(base), idle_minutes: { count: '2', unit: 'hours' } }), base)).toBe(false)
  expect(policyOf({ ...draftOf(base), second_factor: false, phishing_resistant: true }).phishing_resistant).toBe(false)
})

test('what_is_out_of_bounds_is_said_at_its_field', () => {
  const gaps = (change: Partial<typeof base>) => [...gapsOf({ ...base, ...change })]
  expect(gaps({})).toEqual([])
  expect(gaps({ grace_days: 91, step_up_minutes: 0 })).toEqual([['grace_days', 'grace_days'], ['step_up_minutes', 'step_up_minutes']])
  expect(gaps({ shortest: 8 })).toEqual([])
  expect(gaps({ shortest: 8, second_factor: false })).toEqual([['shortest', 'shortest-alone']])
  expect(gaps({ absolute_minutes: 59 })).toEqual([['absolute_minutes', 'absolute-idle']])
  expect(gaps({ idle_minutes: NaN })).toEqual([['idle_minutes', 'idle_minutes']])
})

test('what_a_change_means_is_told', () => {
  const check = (change: Partial<typeof base>, was: Partial<typeof base> = {}) => effectsOf({ ...base, ...was }, { ...base, ...change })
  expect(check({})).toEqual([])
  expect(check({}, { second_factor: false })).toEqual(['factor'])
  expect(check({ grace_days: 0, phishing_resistant: true })).toEqual(['passkey-now'])
  expect(check({ second_factor: false, shortest: 16, idle_minutes: 30 })).toEqual(['none', 'shorter', 'longer-password'])
})

test('the_field_that_the_server_minds_is_found', () => {
  expect(refusedField(new Problem('invalid', 422, undefined, [{ field: 'shortest', reason: 'out-of-range' } as never]))).toBe('shortest')
  expect(refusedField(new Problem('fault', 500))).toBeUndefined()
})
