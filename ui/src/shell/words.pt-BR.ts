import { messages as people } from '../rooms/people/words/pt-BR'
import { messages as tickets } from '../rooms/tickets/words/pt-BR'
import { messages as wire } from '../wire/words/pt-BR'
import { messages as shell } from './words/pt-BR'

export const messages = { ...wire, ...people, ...tickets, ...shell }
