import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api, type Schemas, take } from '../../wire'

export type AgentLine = Schemas['AgentLine']
export type AgentFull = Schemas['AgentFull']
export type Matrix = Schemas['Matrix']
export type Grant = Schemas['GrantShape']
export type AgentChanges = Schemas['AgentChangeBody']
export type MatrixChange = Schemas['MatrixChange']

const key = ['rights'] as const
const matrixKey = [...key, 'matrix'] as const

export const agentsQuery = queryOptions({ queryKey: [...key, 'agents'], queryFn: () => take(api.GET('/api/v1/people/agents')), select: (page) => page.items })
export const rolesQuery = queryOptions({ queryKey: [...key, 'roles'], queryFn: () => take(api.GET('/api/v1/people/roles')), select: (page) => page.items })
export const matrixQuery = queryOptions({ queryKey: matrixKey, queryFn: () => take(api.GET('/api/v1/people/rights')) })
export const agentQuery = (id: string) =>
  queryOptions({ queryKey: [...key, 'agent', id], queryFn: () => take(api.GET('/api/v1/people/agents/{id}', { params: { path: { id } } })) })
export const seenQuery = (id: string) =>
  queryOptions({ queryKey: [...key, 'seen', id], queryFn: () => take(api.GET('/api/v1/people/agents/{id}/queues', { params: { path: { id } } })) })
export const grantsQuery = (days: number) =>
  queryOptions({
    queryKey: [...key, 'grants', days],
    queryFn: () => take(api.GET('/api/v1/people/grants', { params: { query: { days } } })),
    select: (page) => page.items,
  })

/** Runs something about rights and fetches all of them again: one change may show on every page. */
function useRightsAct<Wanted, Got>(act: (wanted: Wanted) => Promise<Got>) {
  const client = useQueryClient()
  return useMutation({ mutationFn: act, onSettled: () => client.invalidateQueries({ queryKey: key }) })
}

export const useChangeAgent = () =>
  useRightsAct(({ id, ...body }: AgentChanges & { id: string }) => take(api.PATCH('/api/v1/people/agents/{id}', { params: { path: { id } }, body })))
export const useReview = () => useRightsAct((body: Schemas['ReviewBody']) => take(api.POST('/api/v1/people/grants/review', { body })))

/** Sets cells of the matrix; what the server answers stands there at once. */
export function useSetMatrix() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: MatrixChange) => take(api.PATCH('/api/v1/people/rights', { body })),
    scope: { id: 'rights-matrix' },
    onSuccess: (now) => client.setQueryData(matrixKey, now),
    onSettled: () => client.invalidateQueries({ queryKey: key, predicate: (query) => query.queryKey[1] !== 'matrix' }),
  })
}

/** Agents who may read in a queue. */
export const readersQuery = (queue: string) =>
  queryOptions({
    queryKey: [...key, 'readers', queue],
    queryFn: () => take(api.GET('/api/v1/agents', { params: { query: { queue, may: 'ro' } } })),
    select: (page) => page.items,
  })

/** Why somebody sees a ticket as it is now. */
export const whyQuery = (id: string, who: string, version: number) =>
  queryOptions({
    queryKey: [...key, 'why', id, who, version],
    queryFn: () => take(api.GET('/api/v1/tickets/{id}/why', { params: { path: { id }, query: { who } } })),
    enabled: who !== '',
  })

const ticketPath = (id: string) => ({ params: { path: { id } } })
interface Taking {
  id: string
  customer_user: string
}

export const useSetMembers = () =>
  useMutation({ mutationFn: ({ id, members }: { id: string; members: string[] | null }) => take(api.PUT('/api/v1/tickets/{id}/members', { ...ticketPath(id), body: { members } })) })
export const useAddParticipant = () =>
  useMutation({ mutationFn: ({ id, customer_user }: Taking) => take(api.POST('/api/v1/tickets/{id}/participants', { ...ticketPath(id), body: { customer_user } })) })
export const useRemoveParticipant = () =>
  useMutation({
    mutationFn: ({ id, customer_user }: Taking) => take(api.DELETE('/api/v1/tickets/{id}/participants/{customer_user}', { params: { path: { id, customer_user } } })),
  })
