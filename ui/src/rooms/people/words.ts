import { useSay } from '../../wire'
import type en from './words/en.json'

export const usePeopleWords = () => useSay<keyof typeof en>()
