import { messages as wire } from '../wire/words/pt-BR'
import { messages as portal } from './words/pt-BR'

export const messages = { ...wire, ...portal }
