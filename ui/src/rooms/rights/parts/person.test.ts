import { expect, test } from 'vitest'
import { Problem } from '../../../wire'
import { gapsOf, refusedOf } from './person'

const whole = { login: 'max', name: 'Max Beispiel', email: 'max@alpha.example', locale: 'de' }

test('gaps_are_found_before_anything_is_sent', () => {
  expect(gapsOf(whole).size).toBe(0)
  expect([...gapsOf({ ...whole, name: ' ', email: 'max' })]).toEqual([
    ['name', 'missing'],
    ['email', 'unfit'],
  ])
  expect(gapsOf({ ...whole, login: 'a b' }).get('login')).toBe('unfit')
})

test('refusals_are_said_at_their_field', () => {
  expect(refusedOf(new Problem('conflict', 409)).get('login')).toBe('taken')
  expect(refusedOf(new Problem('invalid', 422, undefined, [{ field: 'email', reason: 'no-address' }])).get('email')).toBe('unfit')
  expect(refusedOf(new Problem('fault', 500)).size).toBe(0)
})
