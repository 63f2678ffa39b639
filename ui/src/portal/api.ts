import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api, type Schemas, take } from '../wire'

export type MyTicketRow = Schemas['MyTicketRow']
export type MyTicket = Schemas['MyTicket']
export type MyArticle = Schemas['MyArticle']

const fresh = 60_000

export const myTicketsQuery = infiniteQueryOptions({
  queryKey: ['my-tickets'],
  queryFn: ({ pageParam }) => take(api.GET('/api/v1/my/tickets', { params: { query: pageParam ? { cursor: pageParam } : {} } })),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.next,
  refetchOnWindowFocus: true,
  refetchInterval: fresh,
})

export const myTicketQuery = (id: string) =>
  queryOptions({
    queryKey: ['my-ticket', id],
    queryFn: () => take(api.GET('/api/v1/my/tickets/{id}', { params: { path: { id } } })),
    refetchOnWindowFocus: true,
    refetchInterval: fresh,
  })

interface Sent<Body> {
  body: Body
  key: string
}

export function useAsk() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ body, key }: Sent<Schemas['MyNewTicket']>) => take(api.POST('/api/v1/my/tickets', { headers: { 'Idempotency-Key': key }, body })),
    onSuccess: () => client.invalidateQueries({ queryKey: myTicketsQuery.queryKey }),
  })
}

export function useAnswer(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ body, key }: Sent<Schemas['MyNewArticle']>) =>
      take(api.POST('/api/v1/my/tickets/{id}/articles', { params: { path: { id } }, headers: { 'Idempotency-Key': key }, body })),
    onSuccess: (ticket) => {
      client.setQueryData(myTicketQuery(id).queryKey, ticket)
      void client.invalidateQueries({ queryKey: myTicketsQuery.queryKey })
    },
  })
}
