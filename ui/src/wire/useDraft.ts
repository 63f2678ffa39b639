import { useState } from 'react'

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)

export interface Draft<Fields> {
  draft: Fields
  /** What is to be sent: the fields that differ from what the form was filled with. What somebody else changes is not undone by saving. */
  changes: Partial<Fields>
  count: number
  /** Somebody else changed what the form is about, while it was being changed here. */
  behind: boolean
  set: (part: Partial<Fields>) => void
  /** Takes what is there now, and lets go of what was changed. */
  load: () => void
  /** What was saved is what the form holds from now on. */
  settle: (saved: Fields) => void
}

/** A form over something that others change, too. Untouched it follows them. */
export function useDraft<Fields extends object>(now: Fields): Draft<Fields> {
  const [base, setBase] = useState(now)
  const [draft, setDraft] = useState(now)
  const [seen, setSeen] = useState(now)
  const [behind, setBehind] = useState(false)
  const changed = (Object.keys(draft) as (keyof Fields)[]).filter((field) => !same(draft[field], base[field]))
  const settle = (fields: Fields) => {
    setBase(fields)
    setDraft(fields)
    setBehind(false)
  }
  if (!same(now, seen)) {
    setSeen(now)
    if (changed.length === 0) settle(now)
    else if (!same(now, base)) setBehind(true)
  }
  return {
    draft,
    changes: Object.fromEntries(changed.map((field) => [field, draft[field]])) as Partial<Fields>,
    count: changed.length,
    behind,
    set: (part) => setDraft((all) => ({ ...all, ...part })),
    load: () => settle(now),
    settle,
  }
}
