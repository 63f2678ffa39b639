import { messages as wire } from '../wire/words/en'
import { messages as portal } from './words/en'

export const messages = { ...wire, ...portal }
