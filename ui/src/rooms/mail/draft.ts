import type { Condition, Filter, Rule } from './api'
import { type Kind, properties, type Property } from './model'

/** A condition while it is written. */
export interface DraftCondition {
  key: number
  on: Kind
  name: string
  matches: string
  not: boolean
  /** **Units**: kB. */
  over: string
  under: string
  is: string
}

/** Something to set while it is written. */
export interface DraftSet {
  key: number
  property: Property
  value: string
}

export interface DraftRule {
  name: string
  conditions: DraftCondition[]
  set: DraftSet[]
  later: DraftSet[]
  ignore: boolean
  silent: boolean
  stop: boolean
}

let keys = 0
const newKey = () => (keys += 1)

export const newCondition = (): DraftCondition => ({ key: newKey(), on: 'header', name: 'Subject', matches: '', not: false, over: '', under: '', is: '' })
export const newSet = (taken: DraftSet[]): DraftSet => ({
  key: newKey(),
  property: properties.find((property) => !taken.some((one) => one.property === property)) ?? 'queue',
  value: '',
})

const kilobytes = (bytes: number | null | undefined) => (typeof bytes === 'number' ? String(bytes / 1000) : '')
const bytes = (text: string) => (text.trim() === '' ? null : Math.round(Number(text.replace(',', '.')) * 1000))

function draftOf(condition: Condition): DraftCondition {
  const draft = { ...newCondition(), on: condition.on, name: '' }
  switch (condition.on) {
    case 'size':
      return { ...draft, over: kilobytes(condition.over), under: kilobytes(condition.under) }
    case 'way':
    case 'account':
      return { ...draft, is: condition.is }
    case 'header':
      return { ...draft, name: condition.name, matches: condition.matches, not: condition.not === true }
    default:
      return { ...draft, matches: condition.matches, not: condition.not === true }
  }
}

function conditionOf({ on, name, matches, not, over, under, is }: DraftCondition): Condition {
  switch (on) {
    case 'size':
      return { on, over: bytes(over), under: bytes(under) }
    case 'way':
    case 'account':
      return { on, is }
    case 'header':
      return { on, name: name.trim(), matches, not }
    default:
      return { on, matches, not }
  }
}

const setsOf = (set: Rule['set']): DraftSet[] =>
  properties.flatMap((property) => {
    const value = set?.[property]
    return typeof value === 'string' ? [{ key: newKey(), property, value }] : []
  })

/** A rule as the form holds it; without one, a new rule. */
export const draftRule = (name: string, rule: Rule | null): DraftRule => ({
  name,
  conditions: rule ? rule.conditions.map(draftOf) : [newCondition()],
  set: setsOf(rule?.set),
  later: setsOf(rule?.set_follow_up),
  ignore: rule?.ignore === true,
  silent: rule?.silent === true,
  stop: rule?.stop === true,
})

const setOf = (sets: DraftSet[]) =>
  Object.fromEntries(properties.map((property) => [property, sets.find((one) => one.property === property)?.value.trim() ?? null])) as Record<Property, string | null>

/** The rule that a form holds. */
export const ruleOf = ({ conditions, set, later, ignore, silent, stop }: DraftRule): Rule => ({
  conditions: conditions.map(conditionOf),
  set: setOf(set),
  set_follow_up: setOf(later),
  ignore,
  silent,
  stop,
})

/** Whether two drafts say the same. */
export const saysTheSame = (a: DraftRule, b: DraftRule) => a.name.trim() === b.name.trim() && JSON.stringify(ruleOf(a)) === JSON.stringify(ruleOf(b))

/** What a draft changes of a filter; another rule is refused where somebody else changed it meanwhile. */
export function changesOf(draft: DraftRule, filter: Filter): { name?: string; rule?: Rule; version?: number } {
  const [name, rule] = [draft.name.trim(), ruleOf(draft)]
  const same = JSON.stringify(rule) === JSON.stringify(ruleOf(draftRule('', filter.rule)))
  return { ...(name === filter.name ? {} : { name }), ...(same ? {} : { rule, version: filter.version }) }
}

/** A row that lacks something: the name of its header, or what is beside it. */
export interface WrongRow {
  key: number
  field: 'name' | 'value'
}

export type Wrong = 'name' | 'name-taken' | 'conditions' | 'deeds' | WrongRow

const isHeader = (name: string) => /^[!-9;-~]+$/.test(name.trim())

/** What is missing in a form before the server is asked: a field, or something in a row. */
export function findWrong(draft: DraftRule, names: string[]): Wrong | null {
  if (draft.name.trim() === '') return 'name'
  if (names.includes(draft.name.trim())) return 'name-taken'
  if (draft.conditions.length === 0) return 'conditions'
  const condition = draft.conditions.find(({ on, name, matches, over, under, is }) => {
    if (on === 'size') return [over, under].every((size) => size.trim() === '') || [over, under].some((size) => !(Number(size.replace(',', '.')) >= 0))
    if (on === 'way' || on === 'account') return is === ''
    return matches === '' || (on === 'header' && !isHeader(name))
  })
  if (condition) return { key: condition.key, field: condition.on === 'header' && !isHeader(condition.name) ? 'name' : 'value' }
  const set = [...draft.set, ...draft.later].find(({ value }) => value.trim() === '')
  if (set) return { key: set.key, field: 'value' }
  return draft.set.length + draft.later.length > 0 || draft.ignore || draft.silent || draft.stop ? null : 'deeds'
}
