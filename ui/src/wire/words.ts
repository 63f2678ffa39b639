import { type I18n, type Messages, setupI18n } from '@lingui/core'
import { createContext, useContext, useMemo } from 'react'
import type en from './words/en.json'

export const locales = ['de', 'en', 'pt-BR'] as const
export type Locale = (typeof locales)[number]

/** The locale of that name; English if it is none of ours. */
export const asLocale = (name: string): Locale => locales.find((locale) => locale === name) ?? 'en'

/** The words of one language, and how to write its dates and numbers. */
export interface Language {
  locale: Locale
  i18n: I18n
}

export function language(locale: Locale, messages: Messages): Language {
  return { locale, i18n: setupI18n({ locale, messages: { [locale]: messages } }) }
}

const LanguageContext = createContext<Language>(language('en', {}))
export const LanguageProvider = LanguageContext.Provider

/** The language that is spoken here. */
export const useLanguage = () => useContext(LanguageContext)

export function useLocale(): Locale {
  return useContext(LanguageContext).locale
}

type Values = Record<string, string | number>
export type Say<Id extends string> = (id: Id, values?: Values) => string

/** How a room says its words. `Id` is the union of the ids in the room's `words/en.json`, so an unknown one is a type error. */
export function useSay<Id extends string>(): Say<Id> {
  const { i18n } = useContext(LanguageContext)
  return useMemo<Say<Id>>(() => (id, values) => i18n._(id, values), [i18n])
}

export type WireWord = keyof typeof en
export const useWireWords = () => useSay<WireWord>()

/** The best of our languages for what the browser asks for. */
export function guessLocale(wanted: readonly string[]): Locale {
  for (const tag of wanted) {
    const base = tag.toLowerCase().split('-')[0]
    if (base === 'de' || base === 'en') return base
    if (base === 'pt') return 'pt-BR'
  }
  return 'en'
}
