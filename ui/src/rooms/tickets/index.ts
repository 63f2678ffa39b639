/** Tickets: lists, one ticket with its conversation, and new ones. */
export { claimDrafts, forgetDrafts } from './drafts'
export { EmptyPage } from './EmptyPage'
export { LiveTickets } from './live'
export { readSearch } from './search'
export { TicketPage } from './TicketPage'
export { TicketsLayout } from './TicketsLayout'
export { useGoActs } from './useGoActs'
export { useTicketHits } from './useTicketHits'
