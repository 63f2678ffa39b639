import { useSay } from '../../wire'
import type en from './words/en.json'

export const useAccessWords = () => useSay<keyof typeof en>()
