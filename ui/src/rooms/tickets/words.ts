import { type Say, useSay } from '../../wire'
import { isKnownState, priorityLevel, type StateType } from './model'
import { reasons } from './search'
import type en from './words/en.json'

export type TicketWord = keyof typeof en
export const useTicketWords = () => useSay<TicketWord>()

/** The name of a state in the reader's language; a tenant's own states keep the name they were given. */
export const stateName = (say: Say<TicketWord>, name: string) => (isKnownState(name) ? say(`tickets.state.${name}`) : name)

/** A state in one word, by its type. */
export const stateWord = (say: Say<TicketWord>, type: StateType) => say(`tickets.type.${type}`)

/** Why a part of a query was not understood. */
export function searchReason(say: Say<TicketWord>, code: string | undefined): string {
  const known = reasons.find((reason) => reason === code)
  return known ? say(`tickets.search.reason.${known}`) : (code ?? '')
}

/** The name of a priority; renamed ones keep their name. */
export function priorityName(say: Say<TicketWord>, name: string): string {
  return /^[1-5] (very low|low|normal|high|very high)$/.test(name) ? say(`tickets.priority.${priorityLevel(name)}`) : name.replace(/^\d\s+/, '')
}
