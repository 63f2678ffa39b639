import type { components } from './schema'
import type { WireWord } from './words'

type Body = components['schemas']['Problem']

/** Either a place in a search (`at`, `token`) or a field of the body, and a code for what is wrong there. */
export type ProblemError = NonNullable<Body['errors']>[number]

/** The slugs the server may send, and two of our own: `offline` (no answer) and `unknown`. Each has words. */
export const slugs = [
  'unauthenticated',
  'forbidden',
  'not-found',
  'method-not-allowed',
  'conflict',
  'last-administrator',
  'precondition-failed',
  'too-large',
  'too-slow',
  'invalid',
  'malformed',
  'query-not-understood',
  'throttled',
  'fault',
  'sealed',
  'suspended',
  'busy',
  'cross-site',
  'factor-required',
  'proof-required',
  'address-refused',
  'unknown-host',
  'idempotency-mismatch',
  'offline',
  'unknown',
] as const

export type Slug = (typeof slugs)[number]

const isSlug = (text: string): text is Slug => (slugs as readonly string[]).includes(text)

/** An answer that is not the one hoped for. */
export class Problem extends Error {
  readonly slug: Slug
  readonly status: number
  readonly request: string | undefined
  readonly errors: ProblemError[]

  constructor(slug: Slug, status: number, request?: string, errors: ProblemError[] = []) {
    super(slug)
    this.name = 'Problem'
    this.slug = slug
    this.status = status
    this.request = request
    this.errors = errors
  }

  /** From the body of an answer, whatever it holds. */
  static of(body: unknown, status: number): Problem {
    const given = (typeof body === 'object' && body !== null ? body : {}) as Partial<Body>
    const last = typeof given.type === 'string' ? (given.type.split('/').at(-1) ?? '') : ''
    const slug = isSlug(last) ? last : (byStatus[status] ?? 'unknown')
    return new Problem(slug, status, given.request, Array.isArray(given.errors) ? given.errors : [])
  }
}

const byStatus: Record<number, Slug> = { 401: 'unauthenticated', 403: 'forbidden', 404: 'not-found', 413: 'too-large', 429: 'throttled', 500: 'fault' }

/** What was thrown as a problem. */
export function asProblem(error: unknown): Problem {
  return error instanceof Problem ? error : new Problem(error instanceof TypeError ? 'offline' : 'unknown', 0)
}

/** The id of the words for a problem. */
export function problemWord(error: unknown): WireWord {
  return `wire.problem.${asProblem(error).slug}`
}
