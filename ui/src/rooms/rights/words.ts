import { useSay, type WordLoaders } from '../../wire'
import type en from './words/en.json'

export type RightsWord = keyof typeof en
export const useRightsWords = () => useSay<RightsWord>()

/** They are fetched with the first page that needs them. */
export const rightsWords: WordLoaders = {
  de: () => import('./words/de'),
  en: () => import('./words/en'),
  'pt-BR': () => import('./words/pt-BR'),
}
