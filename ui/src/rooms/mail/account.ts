import type { Account, AccountChanges, NewAccount } from './api'

/** An account while it is written. The password only goes in. */
export interface DraftAccount {
  protocol: Account['protocol']
  host: string
  port: string
  tls: Account['tls']
  login: string
  password: string
  mailbox: string
  queue: string
  trusted: boolean
  after: Account['after']
  moveTo: string
  roots: string
}

/** The port that is usual, as long as nobody says another. */
export const usualPort = (protocol: Account['protocol'], tls: Account['tls']) =>
  protocol === 'imap' ? (tls === 'implicit' ? '993' : '143') : tls === 'implicit' ? '995' : '110'

export const draftAccount = (account: Account | null): DraftAccount =>
  account
    ? {
        protocol: account.protocol,
        host: account.host,
        port: String(account.port),
        tls: account.tls,
        login: account.login,
        password: '',
        mailbox: account.mailbox,
        queue: account.queue ?? '',
        trusted: account.trusted,
        after: account.after,
        moveTo: account.move_to ?? '',
        roots: account.roots ?? '',
      }
    : { protocol: 'imap', host: '', port: '993', tls: 'implicit', login: '', password: '', mailbox: 'INBOX', queue: '', trusted: false, after: 'delete', moveTo: '', roots: '' }

export const newAccount = (draft: DraftAccount): NewAccount => ({
  protocol: draft.protocol,
  host: draft.host.trim(),
  port: Number(draft.port),
  tls: draft.tls,
  login: draft.login.trim(),
  password: draft.password,
  mailbox: draft.protocol === 'imap' ? draft.mailbox.trim() : 'INBOX',
  queue: draft.queue || null,
  trusted: draft.trusted,
  after: draft.after,
  move_to: draft.after === 'move' ? draft.moveTo.trim() : null,
  roots: draft.roots.trim() || null,
})

/** What a draft changes of an account: a merge patch, empty if nothing. */
export function changesOf(draft: DraftAccount, account: Account): AccountChanges {
  const { password, ...wanted } = newAccount(draft)
  const old = newAccount(draftAccount(account))
  const changed = Object.entries(wanted).filter(([key, value]) => value !== old[key as keyof NewAccount])
  return { ...Object.fromEntries(changed), ...(password ? { password } : {}) }
}

/** Whether the password would go to another place, so that it has to be said again. */
export const goesElsewhere = (changes: AccountChanges) => ['protocol', 'host', 'port', 'tls', 'login', 'roots'].some((key) => key in changes)

export type AccountField = 'host' | 'port' | 'login' | 'password' | 'mailbox' | 'move_to' | 'roots' | 'after' | 'queue'

/** Whether a trial has to ask the place that stands in the form, and not the account as it is kept. */
export const asksAnew = (changes: AccountChanges) => goesElsewhere(changes) || 'mailbox' in changes || 'password' in changes

/** The fields that miss something before the server is asked. A trial of what is in the form knows no password but the one there. */
export function findGaps(draft: DraftAccount, account: Account | null, isTrial = false): AccountField[] {
  const gaps: AccountField[] = []
  if (draft.host.trim() === '') gaps.push('host')
  if (!/^\d{1,5}$/.test(draft.port) || Number(draft.port) < 1 || Number(draft.port) > 65_535) gaps.push('port')
  if (draft.login.trim() === '') gaps.push('login')
  if (draft.password === '' && (account === null || isTrial || goesElsewhere(changesOf(draft, account)))) gaps.push('password')
  if (draft.protocol === 'imap' && draft.mailbox.trim() === '') gaps.push('mailbox')
  if (draft.after === 'move' && (draft.moveTo.trim() === '' || draft.moveTo.trim() === draft.mailbox.trim())) gaps.push('move_to')
  return gaps
}
