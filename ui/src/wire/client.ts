import createClient, { type Middleware } from 'openapi-fetch'
import { Problem } from './problem'
import type { components, paths } from './schema'

export type Schemas = components['schemas']

const endings = new Set<() => void>()

/** Calls back when the server says that nobody is signed in. Returns how to stop. */
export function onSessionEnd(callback: () => void): () => void {
  endings.add(callback)
  return () => endings.delete(callback)
}

export function endSession(): void {
  for (const callback of endings) callback()
}

/** What has to be shown before a call is done: a second factor to set up or to show, or once more who one is. */
export type Wanted = 'factor' | 'proof'

let asks: (wanted: Wanted) => Promise<boolean> = () => Promise.resolve(false)

/** Who asks the person when something has to be shown first; the answer says whether it was. */
export function askBy(asking: typeof asks): void {
  asks = asking
}

async function wantedBy(answer: Response): Promise<Wanted | null> {
  const problem: unknown = answer.status === 403 ? await answer.clone().json().catch(() => null) : null
  const match = /\/(factor|proof)-required$/.exec(String((problem as { type?: unknown } | null)?.type))
  return (match?.[1] as Wanted | undefined) ?? null
}

/** Sends a request; when something has to be shown first and is, once more. */
async function send(request: Request): Promise<Response> {
  const again = request.clone()
  const answer = await globalThis.fetch(request)
  const wanted = await wantedBy(answer)
  return wanted && (await asks(wanted)) ? globalThis.fetch(again) : answer
}

/** A key that makes the server do a POST once however often it arrives. */
export const newKey = () => crypto.randomUUID()

const manners: Middleware = {
  onRequest({ request }) {
    if (request.method === 'POST' && !request.headers.has('Idempotency-Key')) request.headers.set('Idempotency-Key', newKey())
    // A change is a merge patch: what is named changes, null empties.
    if (request.method === 'PATCH') request.headers.set('Content-Type', 'application/merge-patch+json')
    return request
  },
  onResponse({ response }) {
    if (response.status === 401) endSession()
  },
}

/** The typed client. Nothing else in the front end calls the server, except links and the live stream. */
export const api = createClient<paths>({ baseUrl: '', credentials: 'same-origin', fetch: send })
api.use(manners)

interface Answer<Data> {
  data?: Data
  error?: unknown
  response: Response
}

/** The body of the answer; any other outcome is thrown as a `Problem`. */
export async function take<Data>(answer: Promise<Answer<Data>>): Promise<Data> {
  let got: Answer<Data>
  try {
    got = await answer
  } catch {
    throw new Problem('offline', 0)
  }
  if (!got.response.ok) throw Problem.of(got.error, got.response.status)
  return got.data as Data
}
