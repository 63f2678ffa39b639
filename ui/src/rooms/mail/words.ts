import { useSay, type WordLoaders } from '../../wire'
import type en from './words/en.json'

export type MailWord = keyof typeof en
export const useMailWords = () => useSay<MailWord>()

/** They are fetched with the first page that needs them. */
export const mailWords: WordLoaders = {
  de: () => import('./words/de'),
  en: () => import('./words/en'),
  'pt-BR': () => import('./words/pt-BR'),
}
