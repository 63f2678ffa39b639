import { expect, test } from 'vitest'
import type { Rule } from './api'
import { changesOf, draftRule, findWrong, newCondition, ruleOf, saysTheSame } from './draft'

const nothing = { queue: null, priority: null, state: null, owner: null, responsible: null, lock: null, customer_user: null, title: null }
const rule: Rule = {
  conditions: [
    { on: 'header', name: 'X-Spam-Flag', matches: '^yes', not: false },
    { on: 'body', matches: 'Rechnung', not: true },
    { on: 'size', over: 1500, under: null },
    { on: 'way', is: 'smtp' },
  ],
  set: { ...nothing, queue: 'Junk', title: '$1' },
  set_follow_up: { ...nothing, priority: '4' },
  ignore: false,
  silent: true,
  stop: false,
}

test('a_rule_is_the_same_after_the_form', () => {
  expect(ruleOf(draftRule('Spam', rule))).toEqual(rule)
  expect(saysTheSame(draftRule('Spam', rule), draftRule(' Spam ', rule))).toBe(true)
  expect(saysTheSame(draftRule('Spam', rule), draftRule('Spam', { ...rule, stop: true }))).toBe(false)
})

test('only_what_is_other_is_changed', () => {
  const filter = { id: 'mfl_1', name: 'Spam', enabled: true, tried: true, version: 3, rule }
  const draft = draftRule('Spam', rule)
  expect(changesOf(draft, filter)).toEqual({})
  expect(changesOf({ ...draft, name: 'Werbung ' }, filter)).toEqual({ name: 'Werbung' })
  expect(changesOf({ ...draft, stop: true }, filter)).toEqual({ rule: { ...rule, stop: true }, version: 3 })
})

test('what_is_missing_is_found_before_the_server_is_asked', () => {
  const whole = draftRule('Spam', rule)
  expect(findWrong(whole, ['Newsletter'])).toBeNull()
  expect(findWrong({ ...whole, name: ' ' }, [])).toBe('name')
  expect(findWrong(whole, ['Spam'])).toBe('name-taken')
  expect(findWrong({ ...whole, conditions: [] }, [])).toBe('conditions')
  expect(findWrong({ ...whole, set: [], later: [], silent: false }, [])).toBe('deeds')
  const empty = newCondition()
  expect(findWrong({ ...whole, conditions: [empty] }, [])).toEqual({ key: empty.key, field: 'value' })
  const odd = { ...newCondition(), name: 'X Spam', matches: 'yes' }
  expect(findWrong({ ...whole, conditions: [odd] }, [])).toEqual({ key: odd.key, field: 'name' })
  const size = { ...newCondition(), on: 'size' as const, over: 'viel' }
  expect(findWrong({ ...whole, conditions: [size] }, [])).toEqual({ key: size.key, field: 'value' })
})
