import { asProblem } from '../../wire'

export interface PasswordDraft {
  old: string
  new: string
  again: string
}

const weak = ['wrong', 'too-short', 'too-long', 'well-known', 'repetitive', 'sequence'] as const

/** What is wrong with a field: a word of the catalogue, after `access.password.`. */
export interface PasswordGap {
  field: keyof PasswordDraft
  word: 'missing' | 'differs' | (typeof weak)[number]
}

/** The first thing that is wrong before the server is asked. */
export function gapOf(draft: PasswordDraft): PasswordGap | null {
  if (draft.old === '') return { field: 'old', word: 'missing' }
  if (draft.new === '') return { field: 'new', word: 'missing' }
  return draft.again === draft.new ? null : { field: 'again', word: 'differs' }
}

/** What the server minds about a password; `null`: something else is wrong. */
export function weaknessOf(error: unknown): PasswordGap | null {
  const found = asProblem(error)?.errors?.find(({ field }) => field === 'old' || field === 'new')
  const word = weak.find((one) => one === found?.reason)
  return found && word ? { field: found.field === 'old' ? 'old' : 'new', word } : null
}
