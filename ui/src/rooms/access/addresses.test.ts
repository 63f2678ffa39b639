import { expect, test } from 'vitest'
import { draftOfRules, gapOf, isNetwork, isSameRules, isWhole, rulesOf } from './addresses'

test('networks_are_told_from_what_is_none', () => {
  for (const good of ['192.0.2.7', '192.0.2.0/24', '0.0.0.0/0', '2001:db8::/48', '::1', '::ffff:192.0.2.7']) expect(isNetwork(good), good).toBe(true)
  for (const bad of ['', 'here', '192.0.2', '192.0.2.256', '192.0.2.07', '192.0.2.0/33', '2001:db8::/129', '1::2::3', '192.0.2.0/24/1', 'fe80::1%eth0', '192.0.2.0/'])
    expect(isNetwork(bad), bad).toBe(false)
})

test('a_draft_gives_back_what_it_was_given', () => {
  const rules = { agents: { allow: ['192.0.2.0/24', '2001:db8::/48'], deny: ['192.0.2.66'] }, 'role:7': { allow: [], deny: ['198.51.100.1'] } }
  const draft = draftOfRules(rules)
  expect(rulesOf(draft)).toEqual(rules)
  expect(isSameRules(draft, rules)).toBe(true)
  expect(Object.keys(draft)).toEqual(['everywhere', 'agents', 'customers', 'tokens', 'role:7'])
})

test('lists_may_be_typed_with_blanks_commas_and_empty_lines', () => {
  const draft = { agents: { allow: ' 192.0.2.7,  192.0.2.8;\n\n192.0.2.9 ', deny: '' }, tokens: { allow: ' ', deny: '' } }
  expect(rulesOf(draft)).toEqual({ agents: { allow: ['192.0.2.7', '192.0.2.8', '192.0.2.9'], deny: [] } })
})

test('the_first_word_that_is_no_network_is_named', () => {
  expect(gapOf('192.0.2.7\nhere there')).toEqual({ word: 'here' })
  expect(gapOf('192.0.2.7\n'.repeat(201))).toEqual({ count: 201 })
  expect(gapOf('')).toBeNull()
  expect(isWhole({ agents: { allow: '192.0.2.7', deny: 'x' } })).toBe(false)
})
