import { expect, test } from 'vitest'
import { changesOf, daysOf, draftDays } from './retention'

const base = { log_days: { value: 31, default: 31, source: 'default' }, kept_days: { value: 200, default: 93, source: 'desk' } }

test('only_what_is_other_is_sent', () => {
  expect(changesOf(draftDays(base), base)).toEqual({})
  expect(changesOf({ log_days: ' 31 ', kept_days: '93' }, base)).toEqual({ kept_days: 93 })
})

test('days_are_whole_and_within_ten_years', () => {
  expect(['1', '3650', ' 31 '].map(daysOf)).toEqual([1, 3650, 31])
  expect(['', '0', '3651', '-1', '1.5', '1e3', 'bald'].map(daysOf)).toEqual([null, null, null, null, null, null, null])
})
