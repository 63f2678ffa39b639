import { fetchMe, type Me } from './me'
import { asProblem, type Problem } from './problem'
import { asLocale, guessLocale, type Language, type Locale, locales } from './words'

const storageKey = 'beleg.locale'

export const rememberLocale = (locale: Locale) => localStorage.setItem(storageKey, locale)

/** How one came in: known with one's language, not signed in, or not at all. */
export type Entry = { is: 'known'; me: Me; language: Language } | { is: 'stranger' } | { is: 'trouble'; problem: Problem; language: Language }

/** Asks who is signed in and fetches the words meanwhile, in the language used last on this computer. */
export async function enter(load: (locale: Locale) => Promise<Language>): Promise<Entry> {
  const remembered = locales.find((locale) => locale === localStorage.getItem(storageKey))
  const guessed = remembered ?? guessLocale(navigator.languages)
  const words = load(guessed)
  try {
    const me = await fetchMe()
    return { is: 'known', me, language: asLocale(me.locale) === guessed ? await words : await load(asLocale(me.locale)) }
  } catch (error) {
    const problem = asProblem(error)
    return problem.slug === 'unauthenticated' ? { is: 'stranger' } : { is: 'trouble', problem, language: await words }
  }
}
