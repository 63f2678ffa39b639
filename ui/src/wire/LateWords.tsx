import type { Messages } from '@lingui/core'
import { type ReactNode, use } from 'react'
import { Late } from './Late'
import { type Language, type Locale, useLanguage } from './words'

/** How to fetch the words of a room in each language. */
export type WordLoaders = Record<Locale, () => Promise<{ messages: Messages }>>

const fetched = new WeakMap<Language, Map<WordLoaders, Promise<void>>>()

function fetchInto(language: Language, loaders: WordLoaders): Promise<void> {
  const known = fetched.get(language) ?? new Map<WordLoaders, Promise<void>>()
  fetched.set(language, known)
  const promise = known.get(loaders) ?? loaders[language.locale]().then(({ messages }) => language.i18n.load(language.locale, messages))
  known.set(loaders, promise)
  // What failed is fetched again when somebody asks again.
  promise.catch(() => known.get(loaders) === promise && known.delete(loaders))
  return promise
}

/** The words of a room that is not part of the first view: what needs them is drawn once they are there. */
export function LateWords({ loaders, over, children }: { loaders: WordLoaders; over?: boolean; children: ReactNode }) {
  return (
    <Late over={over}>
      <Spoken loaders={loaders}>{children}</Spoken>
    </Late>
  )
}

function Spoken({ loaders, children }: { loaders: WordLoaders; children: ReactNode }) {
  use(fetchInto(useLanguage(), loaders))
  return children
}
