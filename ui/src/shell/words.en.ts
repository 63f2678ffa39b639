import { messages as people } from '../rooms/people/words/en'
import { messages as tickets } from '../rooms/tickets/words/en'
import { messages as wire } from '../wire/words/en'
import { messages as shell } from './words/en'

export const messages = { ...wire, ...people, ...tickets, ...shell }
