import type { Say } from '../../wire'
import type { Account, Condition, Rule } from './api'
import type { MailWord } from './words'

export const outcomes = ['ticket', 'article', 'report', 'copy', 'quarantined', 'ignored', 'refused', 'sent', 'deferred', 'failed', 'cancelled'] as const
export const ways = ['smtp', 'lmtp', 'pipe', 'imap', 'pop3'] as const
export const kinds = ['header', 'body', 'envelope_from', 'recipient', 'attachment', 'size', 'way', 'account'] as const
export const properties = ['queue', 'priority', 'state', 'owner', 'responsible', 'lock', 'customer_user', 'title'] as const
export const locks = ['unlock', 'lock', 'tmp_lock'] as const

export type Outcome = (typeof outcomes)[number]
export type Way = (typeof ways)[number]
export type Kind = (typeof kinds)[number]
export type Property = (typeof properties)[number]

const among = <Word extends string>(all: readonly Word[], word: string): Word | undefined => all.find((one) => one === word)

/** What became of a mail, in a word. */
export function outcomeWord(say: Say<MailWord>, outcome: string): string {
  const known = among(outcomes, outcome)
  return known ? say(`mail.outcome.${known}`) : outcome
}

/** Over what a mail came, in a word. */
export function wayWord(say: Say<MailWord>, way: string): string {
  const known = among(ways, way)
  return known ? say(`mail.way.${known}`) : way
}

/** The account as the log and filters have it: its id without its kind. */
export const bareId = (account: Pick<Account, 'id'>) => account.id.slice(account.id.indexOf('_') + 1)

export const accountName = ({ login, host }: Pick<Account, 'login' | 'host'>) => (login.includes('@') ? login : `${login} · ${host}`)

/** What a condition asks, in words. */
export function conditionWords(say: Say<MailWord>, condition: Condition, accounts: Account[] = []): string {
  switch (condition.on) {
    case 'size': {
      const parts: string[] = []
      if (typeof condition.over === 'number') parts.push(say('mail.rule.over', { size: condition.over / 1000 }))
      if (typeof condition.under === 'number') parts.push(say('mail.rule.under', { size: condition.under / 1000 }))
      return parts.join(', ')
    }
    case 'way':
      return say('mail.rule.way', { way: wayWord(say, condition.is) })
    case 'account': {
      const account = accounts.find((one) => bareId(one) === condition.is)
      return say('mail.rule.account', { account: account ? accountName(account) : condition.is })
    }
    default: {
      const what = condition.on === 'header' ? condition.name : say(`mail.on.${condition.on}`)
      return say(condition.not ? 'mail.rule.misses' : 'mail.rule.matches', { what, pattern: condition.matches })
    }
  }
}

/** What a rule does, in words, one a deed. */
export function deedWords(say: Say<MailWord>, rule: Rule, name: (property: Property, value: string) => string): string[] {
  const sets = (set: Rule['set']) => properties.flatMap((property) => (set?.[property] ? [`${say(`mail.set.${property}`)}: ${name(property, set[property])}`] : []))
  const deeds = sets(rule.set)
  const later = sets(rule.set_follow_up)
  if (later.length > 0) deeds.push(say('mail.rule.follow-up', { what: later.join(', ') }))
  if (rule.ignore) deeds.push(say('mail.rule.ignore'))
  if (rule.silent) deeds.push(say('mail.rule.silent'))
  if (rule.stop) deeds.push(say('mail.rule.stop'))
  return deeds
}
