import { asProblem } from '../../wire'
import type { AccessPolicy } from './api'

export const units = ['minutes', 'hours', 'days'] as const
export type Unit = (typeof units)[number]
const minutesIn: Record<Unit, number> = { minutes: 1, hours: 60, days: 1440 }

/** A span as one types it. */
export interface Span {
  count: string
  unit: Unit
}

/** A span in the largest unit that needs no fraction. */
export function spanOf(minutes: number): { count: number; unit: Unit } {
  const unit = units.findLast((one) => minutes % minutesIn[one] === 0) ?? 'minutes'
  return { count: minutes / minutesIn[unit], unit }
}

/** A policy as a form holds it. */
export interface PolicyDraft {
  second_factor: boolean
  phishing_resistant: boolean
  grace_days: string
  shortest: string
  idle_minutes: Span
  absolute_minutes: Span
  step_up_minutes: string
}

const draftSpan = (minutes: number): Span => {
  const { count, unit } = spanOf(minutes)
  return { count: String(count), unit }
}

export const draftOf = (policy: AccessPolicy): PolicyDraft => ({
  ...policy,
  grace_days: String(policy.grace_days),
  shortest: String(policy.shortest),
  idle_minutes: draftSpan(policy.idle_minutes),
  absolute_minutes: draftSpan(policy.absolute_minutes),
  step_up_minutes: String(policy.step_up_minutes),
})

const whole = (text: string) => (/^\d{1,6}$/.test(text.trim()) ? Number(text) : NaN)
const minutesOf = ({ count, unit }: Span) => whole(count) * minutesIn[unit]

/** The policy that a draft says; a field that holds no number is `NaN`. */
export const policyOf = (draft: PolicyDraft): AccessPolicy => ({
  second_factor: draft.second_factor,
  phishing_resistant: draft.second_factor && draft.phishing_resistant,
  grace_days: whole(draft.grace_days),
  shortest: whole(draft.shortest),
  idle_minutes: minutesOf(draft.idle_minutes),
  absolute_minutes: minutesOf(draft.absolute_minutes),
  step_up_minutes: whole(draft.step_up_minutes),
})

export const numbers = ['grace_days', 'shortest', 'idle_minutes', 'absolute_minutes', 'step_up_minutes'] as const
export type PolicyNumber = (typeof numbers)[number]

/** What is wrong with a field: a word of the catalogue, after `access.policy.wrong.`. */
export type PolicyGap = PolicyNumber | 'shortest-alone' | 'absolute-idle'

/** Everything that is out of the server's bounds, each with its field. */
export function gapsOf(policy: AccessPolicy): Map<PolicyNumber, PolicyGap> {
  const gaps = new Map<PolicyNumber, PolicyGap>()
  const within = (field: PolicyNumber, least: number, most: number, gap: PolicyGap = field) => {
    if (!(policy[field] >= least && policy[field] <= most)) gaps.set(field, gap)
  }
  within('grace_days', 0, 90)
  if (policy.second_factor) within('shortest', 8, 64)
  else within('shortest', 15, 64, 'shortest-alone')
  within('idle_minutes', 5, 10_080)
  if (policy.absolute_minutes < policy.idle_minutes) gaps.set('absolute_minutes', 'absolute-idle')
  else within('absolute_minutes', 15, 43_200)
  within('step_up_minutes', 1, 60)
  return gaps
}

/** The field that the server minds. */
export const refusedField = (error: unknown): PolicyNumber | undefined => {
  const found = asProblem(error).errors.find(({ reason }) => reason === 'out-of-range')?.field
  return numbers.find((field) => field === found)
}

const fields = ['second_factor', 'phishing_resistant', ...numbers] as const

export const isSame = (one: AccessPolicy, other: AccessPolicy) => fields.every((field) => Object.is(one[field], other[field]))

/** What a change means for those it is for: words of the catalogue, after `access.policy.effect.`. */
export function effectsOf(was: AccessPolicy, next: AccessPolicy): ('factor' | 'factor-now' | 'passkey' | 'passkey-now' | 'none' | 'shorter' | 'longer-password')[] {
  const demands = next.second_factor && (!was.second_factor || next.grace_days < was.grace_days)
  const demandsPasskey = next.phishing_resistant && (!was.phishing_resistant || next.grace_days < was.grace_days)
  const now = next.grace_days === 0
  return [
    ...(demandsPasskey ? ([now ? 'passkey-now' : 'passkey'] as const) : demands ? ([now ? 'factor-now' : 'factor'] as const) : []),
    ...(was.second_factor && !next.second_factor ? (['none'] as const) : []),
    ...(next.idle_minutes < was.idle_minutes || next.absolute_minutes < was.absolute_minutes ? (['shorter'] as const) : []),
    ...(next.shortest > was.shortest ? (['longer-password'] as const) : []),
  ]
}
