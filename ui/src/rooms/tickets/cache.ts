import type { InfiniteData, QueryClient } from '@tanstack/react-query'
import type { Schemas } from '../../wire'
import { rowOf, type Ticket, type TicketPatch, type TicketRow } from './model'

export type TicketPage = Schemas['TicketList']
export type Pages = InfiniteData<TicketPage, string | null>

export const listKey = (q: string) => ['tickets', q] as const
export const newsKey = (q: string) => ['tickets-news', q] as const
export const ticketKey = (number: string) => ['ticket', number] as const
export const historyKey = (id: string) => ['history', id] as const

/** Changes one row wherever it stands; pages without it stay the same objects. */
export function changeRow(pages: Pages, id: string, change: (row: TicketRow) => TicketRow): Pages {
  let touched = false
  const next = pages.pages.map((page) => {
    if (!page.items.some((row) => row.id === id)) return page
    touched = true
    return { ...page, items: page.items.map((row) => (row.id === id ? change(row) : row)) }
  })
  return touched ? { ...pages, pages: next } : pages
}

export function changeRows(client: QueryClient, id: string, change: (row: TicketRow) => TicketRow): void {
  client.setQueriesData<Pages>({ queryKey: ['tickets'] }, (pages) => pages && changeRow(pages, id, change))
}

export function changeTicket(client: QueryClient, id: string, change: (ticket: Ticket) => Ticket): void {
  client.setQueriesData<Ticket>({ queryKey: ['ticket'] }, (ticket) => (ticket?.id === id ? change(ticket) : ticket))
}

/** Puts a ticket the server sent into the caches. */
export function putTicket(client: QueryClient, ticket: Ticket): void {
  changeTicket(client, ticket.id, () => ticket)
  changeRows(client, ticket.id, () => rowOf(ticket))
}

/** The names that go with what a patch sets. */
export interface Names {
  stateType: (state: string) => Ticket['state_type'] | undefined
  agentName: (login: string) => string | undefined
}

/** The ticket as it will be once the server has taken the patch. */
export function foresee<Some extends TicketRow>(ticket: Some, patch: TicketPatch, names: Names): Some {
  const { customer: _, ...plain } = patch
  const next = { ...ticket, ...plain } as Some
  if (typeof patch.state === 'string') next.state_type = names.stateType(patch.state) ?? ticket.state_type
  if (patch.owner !== undefined) next.owner_name = patch.owner === null ? null : (names.agentName(patch.owner) ?? patch.owner)
  return next
}

/** The patch that takes another one back. */
export function reverse(before: TicketRow, patch: TicketPatch): TicketPatch {
  const back: Record<string, unknown> = {}
  for (const key of Object.keys(patch) as (keyof TicketPatch)[]) {
    if (key !== 'customer') back[key] = before[key]
  }
  return back as TicketPatch
}

/** Known rows in the state of a fresh page. Their order stays, and what is new is not added: nothing moves under the cursor. */
export function refresh(pages: Pages, fresh: TicketPage): Pages {
  return fresh.items.reduce((next, row) => changeRow(next, row.id, (old) => (old.version === row.version && old.unread === row.unread ? old : row)), pages)
}

/** How many rows of a fresh page are not in the list yet. */
export function countNews(pages: Pages | undefined, fresh: TicketPage | null | undefined): number {
  if (!pages || !fresh) return 0
  const shown = new Set(pages.pages.flatMap((page) => page.items.map((row) => row.id)))
  return fresh.items.filter((row) => !shown.has(row.id)).length
}
