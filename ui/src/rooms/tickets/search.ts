import type { ProblemError } from '../../wire'

export const viewKeys = ['mine', 'open', 'unowned', 'pending'] as const
export type ViewKey = (typeof viewKeys)[number]

export const sorts = ['changed', 'created', 'priority'] as const
export type Sort = (typeof sorts)[number]

/** What the address says about the list. Exactly one of view, queue and q is set. */
export interface ListSearch {
  view?: ViewKey
  queue?: string
  q?: string
  sort?: Sort
}

const viewQueries: Record<ViewKey, string> = {
  mine: 'is:open owner:me',
  open: 'is:open',
  unowned: 'is:open owner:none',
  pending: 'is:pending',
}

const one = <Value extends string>(values: readonly Value[], given: unknown) => values.find((value) => value === given)

/** Reads the address; whatever it holds, a list comes out. */
export function readSearch(given: Record<string, unknown>): ListSearch {
  const sort = one(sorts, given.sort)
  const order = sort && sort !== 'changed' ? { sort } : {}
  // The router reads digits as a number.
  if (typeof given.q === 'string' || typeof given.q === 'number') return { q: String(given.q), ...order }
  if (typeof given.queue === 'string' || typeof given.queue === 'number') return { queue: String(given.queue), ...order }
  return { view: one(viewKeys, given.view) ?? 'mine', ...order }
}

/** A value inside a query, in quotation marks where it needs them. */
export function quote(value: string): string {
  return /^[\p{L}\p{N}_.@+-]+$/u.test(value) ? value : `"${value.replaceAll(/["\\]/g, '')}"`
}

/** The query the server is asked. */
export function queryOf(search: ListSearch): string {
  const what = search.q !== undefined ? search.q.trim() : search.queue !== undefined ? `queue:${quote(search.queue)} is:open` : viewQueries[search.view ?? 'mine']
  const order = search.sort && !/(^|\s)sort:/.test(what) ? ` sort:-${search.sort}` : ''
  return `${what}${order}`.trim()
}

/** Why a part of a query was not understood; there are words for each. */
export const reasons = [
  'needs-comparison',
  'not-a-time',
  'unknown-word',
  'unknown-field',
  'not-comparable',
  'too-long',
  'too-many-terms',
  'only-negated-words',
  'empty',
  'no-word',
  'value-missing',
  'not-here',
  'unknown-order',
  'quote-open',
] as const

export interface Piece {
  text: string
  wrong: boolean
}

/** A query cut into pieces so that the parts that were not understood can be marked. `at` counts characters from the start. */
export function markErrors(query: string, errors: ProblemError[]): Piece[] {
  const characters = [...query]
  const wrong = new Set<number>()
  for (const error of errors) {
    if (error.at === undefined) continue
    const length = Math.max(1, [...(error.token ?? '')].length)
    for (let at = error.at; at < error.at + length; at += 1) wrong.add(at)
  }
  const pieces: Piece[] = []
  characters.forEach((character, at) => {
    const last = pieces.at(-1)
    if (last && last.wrong === wrong.has(at)) last.text += character
    else pieces.push({ text: character, wrong: wrong.has(at) })
  })
  return pieces
}
