import { messages as people } from '../rooms/people/words/de'
import { messages as tickets } from '../rooms/tickets/words/de'
import { messages as wire } from '../wire/words/de'
import { messages as shell } from './words/de'

export const messages = { ...wire, ...people, ...tickets, ...shell }
