import { expect, test } from 'vitest'
import { asksAnew, changesOf, draftAccount, findGaps, goesElsewhere } from './account'
import type { Account } from './api'

const account: Account = {
  id: 'mac_1',
  protocol: 'imap',
  host: 'imap.example',
  port: 993,
  tls: 'implicit',
  login: 'support@example.org',
  mailbox: 'INBOX',
  queue: 'Raw',
  trusted: false,
  after: 'delete',
  move_to: null,
  roots: null,
  valid: true,
  version: 1,
  state: {
    status: 'ok',
    taken: 3,
    failures: 0,
    last_success_at: null,
    last_failure_at: null,
    last_failure: null,
    failing_since: null,
    next_try_at: null,
    compared: null,
  },
  can: { change: true, remove: true, try_out: true },
}

test('only_what_is_other_is_changed', () => {
  const draft = draftAccount(account)
  expect(changesOf(draft, account)).toEqual({})
  expect(changesOf({ ...draft, queue: '', trusted: true }, account)).toEqual({ queue: null, trusted: true })
  expect(changesOf({ ...draft, after: 'move', moveTo: 'Erledigt' }, account)).toEqual({ after: 'move', move_to: 'Erledigt' })
  expect(changesOf({ ...draft, password: 'neu' }, account)).toEqual({ password: 'neu' })
})

test('a_password_that_would_go_elsewhere_has_to_be_said_again', () => {
  const draft = { ...draftAccount(account), host: 'imap.other.example' }
  expect(goesElsewhere(changesOf(draft, account))).toBe(true)
  expect(findGaps(draft, account)).toEqual(['password'])
  expect(findGaps({ ...draft, password: 'noch einmal' }, account)).toEqual([])
  expect(findGaps({ ...draftAccount(account), mailbox: 'Anfragen' }, account)).toEqual([])
})

test('a_trial_needs_the_password_where_the_place_is_another_and_nowhere_else', () => {
  const draft = draftAccount(account)
  expect(asksAnew(changesOf({ ...draft, queue: '', trusted: true, after: 'keep' }, account))).toBe(false)
  const other = { ...draft, mailbox: 'Anfragen' }
  expect(asksAnew(changesOf(other, account))).toBe(true)
  expect([findGaps(other, account), findGaps(other, account, true)]).toEqual([[], ['password']])
  expect(goesElsewhere(changesOf({ ...draft, protocol: 'pop3' }, account))).toBe(true)
})

test('a_new_account_says_what_it_lacks', () => {
  const draft = draftAccount(null)
  expect(findGaps(draft, null)).toEqual(['host', 'login', 'password'])
  expect(findGaps({ ...draft, host: 'h', login: 'l', password: 'p', port: '70000', after: 'move', moveTo: 'INBOX' }, null)).toEqual(['port', 'move_to'])
})
