import { useSay, type WordLoaders } from '../../wire'
import type en from './words/en.json'

export type SsoWord = keyof typeof en
export const useSsoWords = () => useSay<SsoWord>()

/** They are fetched with the first page that needs them. */
export const ssoWords: WordLoaders = {
  de: () => import('./words/de'),
  en: () => import('./words/en'),
  'pt-BR': () => import('./words/pt-BR'),
}
