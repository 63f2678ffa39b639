import { expect, test } from 'vitest'
import { gapOf } from './password'

test('what is missing or differs is said before the server is asked', () => {
  expect(gapOf({ old: '', new: 'x', again: 'x' })).toEqual({ field: 'old', word: 'missing' })
  expect(gapOf({ old: 'a', new: '', again: '' })).toEqual({ field: 'new', word: 'missing' })
  expect(gapOf({ old: 'a', new: 'b', again: 'c' })).toEqual({ field: 'again', word: 'differs' })
  expect(gapOf({ old: 'a', new: 'b', again: 'b' })).toBeNull()
})
