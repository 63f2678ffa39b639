import { type ReactNode, useEffect, useState } from 'react'
import { rememberLocale } from './enter'
import { useMe } from './me'
import { asLocale, type Language, LanguageProvider, type Locale } from './words'

interface Props {
  first: Language
  load: (locale: Locale) => Promise<Language>
  children: ReactNode
}

/** Speaks the language that is set for whoever is signed in; if its words cannot be fetched, the language before. */
export function Speaking({ first, load, children }: Props) {
  const wanted = asLocale(useMe().locale)
  const [language, setLanguage] = useState(first)
  useEffect(() => {
    let current = true
    if (wanted !== language.locale) void load(wanted).then((loaded) => current && setLanguage(loaded), () => undefined)
    return () => {
      current = false
    }
  }, [wanted, language.locale, load])
  useEffect(() => {
    document.documentElement.lang = language.locale
    rememberLocale(language.locale)
  }, [language.locale])
  return <LanguageProvider value={language}>{children}</LanguageProvider>
}
