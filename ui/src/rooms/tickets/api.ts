import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient, type QueryClient } from '@tanstack/react-query'
import { api, type Schemas, take } from '../../wire'
import { changeRows, changeTicket, foresee, historyKey, listKey, type Names, putTicket, ticketKey } from './cache'
import type { Ticket, TicketPatch } from './model'

const hour = 3_600_000

export const queuesQuery = queryOptions({ queryKey: ['queues'], queryFn: () => take(api.GET('/api/v1/queues')), select: (page) => page.items })
export const viewsQuery = queryOptions({ queryKey: ['views'], queryFn: () => take(api.GET('/api/v1/views')), select: (page) => page.items })
export const statesQuery = queryOptions({ queryKey: ['states'], queryFn: () => take(api.GET('/api/v1/states')), select: (page) => page.items, staleTime: hour })
export const prioritiesQuery = queryOptions({
  queryKey: ['priorities'],
  queryFn: () => take(api.GET('/api/v1/priorities')),
  select: (page) => page.items,
  staleTime: hour,
})
export const agentsQuery = (queue: string) =>
  queryOptions({
    queryKey: ['agents', queue],
    queryFn: () => take(api.GET('/api/v1/agents', { params: { query: { queue } } })),
    select: (page) => page.items,
    staleTime: hour / 6,
  })

export const pageSize = 100

export function fetchPage(q: string, cursor: string | null, signal?: AbortSignal, limit = pageSize): Promise<Schemas['TicketList']> {
  return take(api.GET('/api/v1/tickets', { params: { query: { q, limit, ...(cursor ? { cursor } : {}) } }, signal }))
}

export const ticketsQuery = (q: string) =>
  infiniteQueryOptions({
    queryKey: listKey(q),
    queryFn: ({ pageParam, signal }) => fetchPage(q, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => (page.more ? page.next : null),
  })

export const fetchTicket = (id: string) => take(api.GET('/api/v1/tickets/{id}', { params: { path: { id } } }))

export const ticketQuery = (number: string) => queryOptions({ queryKey: ticketKey(number), queryFn: () => fetchTicket(number) })

export const historyQuery = (id: string) =>
  queryOptions({
    queryKey: historyKey(id),
    queryFn: () => take(api.GET('/api/v1/tickets/{id}/history', { params: { path: { id } } })),
    select: (page) => page.items,
  })

/** The last tickets of a customer user. */
export const customerTicketsQuery = (email: string) =>
  queryOptions({
    queryKey: ['customer-tickets', email],
    queryFn: ({ signal }) => fetchPage(`customer:"${email}"`, null, signal, 6),
    select: (page) => page.items,
    enabled: email !== '',
  })

function namesFrom(client: QueryClient, ticket: Ticket): Names {
  const states = client.getQueryData<Schemas['StateList']>(statesQuery.queryKey)?.items
  const agents = client.getQueryData<Schemas['AbleAgents']>(agentsQuery(ticket.queue).queryKey)?.items
  return {
    stateType: (name) => states?.find((state) => state.name === name)?.type,
    agentName: (login) => agents?.find((agent) => agent.login === login)?.name,
  }
}

/** The counts in the navigation and the lists, after something of ours went through. */
function refreshAround(client: QueryClient, id: string): void {
  void client.invalidateQueries({ queryKey: viewsQuery.queryKey })
  void client.invalidateQueries({ queryKey: queuesQuery.queryKey })
  void client.invalidateQueries({ queryKey: ['tickets'] })
  void client.invalidateQueries({ queryKey: historyKey(id) })
}

/**
 * Changes a ticket: on the screen at once, on the server behind it. Changes of one ticket go one after the other, each with the version the
 * one before has made. If the server refuses, the ticket is fetched again, so that the screen shows what holds.
 */
export function usePatchTicket(ticket: Ticket) {
  const client = useQueryClient()
  const key = ['patch-ticket', ticket.id]
  const current = () => client.getQueriesData<Ticket>({ queryKey: ['ticket'] }).find(([, one]) => one?.id === ticket.id)?.[1]
  return useMutation({
    mutationKey: key,
    scope: { id: `ticket-${ticket.id}` },
    mutationFn: (patch: TicketPatch) =>
      take(
        api.PATCH('/api/v1/tickets/{id}', {
          params: { path: { id: ticket.id } },
          headers: { 'If-Match': `"${current()?.version ?? ticket.version}"` },
          body: patch,
        }),
      ),
    onMutate: async (patch) => {
      await client.cancelQueries({ queryKey: ['ticket'] })
      const before = current() ?? ticket
      const names = namesFrom(client, ticket)
      changeTicket(client, ticket.id, (one) => foresee(one, patch, names))
      changeRows(client, ticket.id, (row) => foresee(row, patch, names))
      return { before }
    },
    onSuccess: (fresh) => {
      const last = client.isMutating({ mutationKey: key }) <= 1
      if (last) putTicket(client, fresh)
      else changeTicket(client, ticket.id, (one) => ({ ...one, version: fresh.version }))
    },
    onError: (_error, _patch, context) => {
      if (context) putTicket(client, context.before)
      void client.invalidateQueries({ queryKey: ['ticket'] })
    },
    onSettled: () => {
      if (client.isMutating({ mutationKey: key }) <= 1) refreshAround(client, ticket.id)
    },
  })
}

/** Adds an article. The key makes a second try harmless. */
export function useAddArticle(ticket: Ticket) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ body, key }: { body: Schemas['ArticleBody']; key: string }) =>
      take(api.POST('/api/v1/tickets/{id}/articles', { params: { path: { id: ticket.id } }, headers: { 'Idempotency-Key': key }, body })),
    onSuccess: (article) => {
      changeTicket(client, ticket.id, (one) => ({ ...one, articles: [...one.articles.filter(({ id }) => id !== article.id), article] }))
      refreshAround(client, ticket.id)
      void client.invalidateQueries({ queryKey: ['ticket'] })
    },
  })
}

/** Takes back a mail that waits, or tries it again now. If that came too late, the screen shows what holds. */
export function useMailAct(ticket: Ticket, article: string) {
  const client = useQueryClient()
  const params = { path: { id: article } }
  return useMutation({
    mutationFn: (what: 'cancel' | 'retry') =>
      take(what === 'cancel' ? api.POST('/api/v1/articles/{id}/cancel', { params }) : api.POST('/api/v1/articles/{id}/retry', { params })),
    onSuccess: (fresh) => changeTicket(client, ticket.id, (one) => ({ ...one, articles: one.articles.map((known) => (known.id === fresh.id ? fresh : known)) })),
    onSettled: () => {
      refreshAround(client, ticket.id)
      void client.invalidateQueries({ queryKey: ['ticket'] })
    },
  })
}

export function useCreateTicket() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ body, key }: { body: Schemas['NewTicketBody']; key: string }) =>
      take(api.POST('/api/v1/tickets', { headers: { 'Idempotency-Key': key }, body })),
    onSuccess: (ticket) => {
      client.setQueryData(ticketKey(ticket.number), ticket)
      refreshAround(client, ticket.id)
    },
  })
}

/** Tells the server that the ticket has been seen. */
export function useSeen() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => take(api.POST('/api/v1/tickets/{id}/seen', { params: { path: { id } } })),
    onMutate: (id) => {
      changeTicket(client, id, (ticket) => ({ ...ticket, unread: false }))
      changeRows(client, id, (row) => ({ ...row, unread: false }))
    },
  })
}

/** Asks for a frame in which the pictures of other machines are loaded: by the server, and only now. */
export const useShowPictures = () =>
  useMutation({ mutationFn: (id: string) => take(api.POST('/api/v1/articles/{id}/pictures', { params: { path: { id } } })) })
