import { asProblem } from '../../../wire'

/** What is written of a person. */
export interface PersonDraft {
  login: string
  name: string
  email: string
  locale: string
}

export const fields = ['login', 'name', 'email'] as const
export type PersonField = (typeof fields)[number]
export type PersonGap = 'missing' | 'taken' | 'unfit'

const isAddress = (text: string) => /^[^\s@]+@[^\s@]+$/.test(text)

/** What is wrong before anything is sent. */
export function gapsOf(draft: PersonDraft): Map<PersonField, PersonGap> {
  const gaps = new Map<PersonField, PersonGap>()
  for (const field of fields) if (draft[field].trim() === '') gaps.set(field, 'missing')
  if (/\s/.test(draft.login.trim())) gaps.set('login', 'unfit')
  if (!gaps.has('email') && !isAddress(draft.email.trim())) gaps.set('email', 'unfit')
  return gaps
}

/** What the server said is wrong, by field. */
export function refusedOf(error: unknown): Map<PersonField, PersonGap> {
  const { slug, errors } = asProblem(error)
  if (slug === 'conflict') return new Map([['login', 'taken']])
  return new Map(errors.flatMap(({ field }) => (fields as readonly unknown[]).includes(field) ? [[field as PersonField, 'unfit'] as const] : []))
}
