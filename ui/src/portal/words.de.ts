import { messages as wire } from '../wire/words/de'
import { messages as portal } from './words/de'

export const messages = { ...wire, ...portal }
