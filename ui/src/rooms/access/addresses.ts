import { asProblem } from '../../wire'
import type { AddressRule, AddressRuleSet } from './api'

/** Whom rules are for besides roles, in the order of the page. */
export const places = ['everywhere', 'agents', 'customers', 'tokens'] as const
export type Place = (typeof places)[number]
/** `deny` or `allow`, as it is typed: one network a line. */
export type RuleDraft = Record<'allow' | 'deny', string>
/** Every rule by whom it is for; `role:7` for a role. */
export type AddressDraft = Record<string, RuleDraft>

/** As many networks as one list holds. */
export const mostNetworks = 200

/** The words of a list that somebody types. */
export const networksIn = (text: string) =>
  text
    .split(/[\s,;]+/)
    .map((word) => word.trim())
    .filter((word) => word !== '')

const draftRule = (rule?: AddressRule): RuleDraft => ({ allow: (rule?.allow ?? []).join('\n'), deny: (rule?.deny ?? []).join('\n') })

export const draftOfRules = (rules: AddressRuleSet): AddressDraft =>
  Object.fromEntries([...new Set([...places, ...Object.keys(rules)])].map((place) => [place, draftRule(rules[place])]))

/** The rules that a draft says; those that say nothing are left out. */
export function rulesOf(draft: AddressDraft): AddressRuleSet {
  const rules = Object.entries(draft).map(([place, { allow, deny }]) => [place, { deny: networksIn(deny), allow: networksIn(allow) }] as const)
  return Object.fromEntries(rules.filter(([, { deny, allow }]) => deny.length + allow.length > 0))
}

const isByte = (text: string) => /^\d{1,3}$/.test(text) && Number(text) <= 255 && String(Number(text)) === text

function isAddress(text: string): 32 | 128 | null {
  if (text.split('.').length === 4 && text.split('.').every(isByte)) return 32
  if (!text.includes(':') || !/^[0-9a-f:.]+$/i.test(text)) return null
  try {
    return new URL(`http://[${text}]/`).hostname ? 128 : null
  } catch {
    return null
  }
}

/** Whether a word is an address or a network, as the server reads it. */
export function isNetwork(text: string): boolean {
  const [address = '', length, more] = text.split('/')
  const longest = isAddress(address)
  if (!longest || more !== undefined) return false
  return length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= longest)
}

/** The first word of a list that is no network, or how many there are when they are too many. */
export function gapOf(text: string): { word: string } | { count: number } | null {
  const all = networksIn(text)
  const word = all.find((one) => !isNetwork(one))
  if (word !== undefined) return { word }
  return all.length > mostNetworks ? { count: all.length } : null
}

export const isWhole = (draft: AddressDraft) => Object.values(draft).every(({ allow, deny }) => !gapOf(allow) && !gapOf(deny))

const told = (rules: AddressRuleSet) =>
  JSON.stringify(
    Object.entries(rules)
      .map(([place, { allow = [], deny = [] }]) => [place, allow, deny])
      .toSorted((a, b) => String(a[0]).localeCompare(String(b[0]))),
  )
export const isSameRules = (draft: AddressDraft, rules: AddressRuleSet) => told(rulesOf(draft)) === told(rules)

/** Whether somebody else changed the rules meanwhile. */
export const isOutdated = (error: unknown) => asProblem(error).slug === 'precondition-failed'
