import { useSay, type WordLoaders } from '../../wire'
import type en from './words/en.json'

export type AccessWord = keyof typeof en
export const useAccessWords = () => useSay<AccessWord>()

/** They are fetched with the first page that needs them. */
export const accessWords: WordLoaders = {
  de: () => import('./words/de'),
  en: () => import('./words/en'),
  'pt-BR': () => import('./words/pt-BR'),
}
