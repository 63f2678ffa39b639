import { language, type Language, type Locale, useSay } from '../wire'
import type en from './words/en.json'

export const useShellWords = () => useSay<keyof typeof en>()

const loaders = {
  de: () => import('./words.de'),
  en: () => import('./words.en'),
  'pt-BR': () => import('./words.pt-BR'),
}

/** The words of one language; the others are not fetched. */
export async function loadLanguage(locale: Locale): Promise<Language> {
  return language(locale, (await loaders[locale]()).messages)
}
