import { useSay } from '../../wire'
import type en from './words/en.json'

export type AccessWord = keyof typeof en
export const useAccessWords = () => useSay<AccessWord>()
