import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api, type Schemas, take } from '../../wire'

export type AgentLine = Schemas['AgentLine']
export type AgentFull = Schemas['AgentFull']
export type Matrix = Schemas['Matrix']
export type Grant = Schemas['GrantShape']
export type AgentChanges = Schemas['AgentChangeBody']
export type MatrixChange = Schemas['MatrixChange']
export type Role = Schemas['RoleLine']
export type Group = Schemas['GroupLine']
export type Member = Schemas['MemberLine']
export type Queue = Schemas['AdministeredQueue']
export type Company = Schemas['CompanyLine']
export type CompanyFull = Schemas['CompanyFull']
export type CustomerUser = Schemas['CustomerUserFull']

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

/** The groups whose members one administers. */
export const groupsQuery = queryOptions({ queryKey: [...key, 'groups'], queryFn: () => take(api.GET('/api/v1/people/groups')), select: (page) => page.items })
export const membersQuery = (id: number) =>
  queryOptions({
    queryKey: [...key, 'members', id],
    queryFn: () => take(api.GET('/api/v1/people/groups/{id}/members', { params: { path: { id: String(id) } } })),
    select: (page) => page.items,
  })
export const queuesQuery = queryOptions({ queryKey: [...key, 'queues'], queryFn: () => take(api.GET('/api/v1/people/queues')), select: (page) => page.items })

/** As many as a search gives. */
export const mostFound = 200
export const companiesQuery = (q: string) =>
  queryOptions({
    queryKey: [...key, 'companies', q],
    queryFn: ({ signal }) => take(api.GET('/api/v1/people/customers', { params: { query: { q } }, signal })),
    placeholderData: keepPreviousData,
    select: (page) => page.items,
  })
export const companyQuery = (id: string) => queryOptions({ queryKey: [...key, 'company', id], queryFn: () => take(api.GET('/api/v1/people/customer', { params: { query: { id } } })) })
export const customerUsersQuery = (q: string) =>
  queryOptions({
    queryKey: [...key, 'customer-users', q],
    queryFn: ({ signal }) => take(api.GET('/api/v1/people/customer-users', { params: { query: { q } }, signal })),
    placeholderData: keepPreviousData,
    select: (page) => page.items,
  })
export const customerUserQuery = (id: string) =>
  queryOptions({ queryKey: [...key, 'customer-user', id], queryFn: () => take(api.GET('/api/v1/people/customer-users/{id}', { params: { path: { id } } })) })

/** Runs something about rights and fetches all of them again: one change may show on every page. */
function useRightsAct<Wanted, Got>(act: (wanted: Wanted) => Promise<Got>) {
  const client = useQueryClient()
  return useMutation({ mutationFn: act, onSettled: () => client.invalidateQueries({ queryKey: key }) })
}

export const useChangeAgent = () =>
  useRightsAct(({ id, ...body }: AgentChanges & { id: string }) => take(api.PATCH('/api/v1/people/agents/{id}', { params: { path: { id } }, body })))
export const useCreateAgent = () => useRightsAct((body: Schemas['NewAgent']) => take(api.POST('/api/v1/agents', { body })))
export const useCreateGroup = () => useRightsAct((name: string) => take(api.POST('/api/v1/people/groups', { body: { name } })))
export const useChangeGroup = () =>
  useRightsAct(({ id, ...body }: Schemas['GroupChangeBody'] & { id: number }) => take(api.PATCH('/api/v1/people/groups/{id}', { params: { path: { id: String(id) } }, body })))
export const useCreateRole = () => useRightsAct((name: string) => take(api.POST('/api/v1/people/roles', { body: { name } })))
export const useChangeRole = () =>
  useRightsAct(({ id, ...body }: Schemas['RoleChangeBody'] & { id: number }) => take(api.PATCH('/api/v1/people/roles/{id}', { params: { path: { id: String(id) } }, body })))
export const useChangeQueue = () =>
  useRightsAct(({ id, ...body }: Schemas['QueueChange'] & { id: string }) => take(api.PATCH('/api/v1/queues/{id}', { params: { path: { id } }, body })))
/** Sets what an agent has directly in a group. Stewards may, too. */
export const useGrant = () =>
  useRightsAct(({ agent, group, permissions }: { agent: string; group: number; permissions: string[] }) =>
    take(api.PUT('/api/v1/agents/{id}/groups/{group}', { params: { path: { id: agent, group: String(group) } }, body: { permissions } })),
  )
export const useCreateCompany = () => useRightsAct((body: Schemas['NewCompany']) => take(api.POST('/api/v1/people/customers', { body })))
export const useChangeCompany = () => useRightsAct((body: Schemas['CompanyChange']) => take(api.PATCH('/api/v1/people/customer', { body })))
export const useCreateCustomerUser = () => useRightsAct((body: Schemas['NewCustomerUser']) => take(api.POST('/api/v1/customer-users', { body })))
export const useChangeCustomerUser = () =>
  useRightsAct(({ id, ...body }: Schemas['CustomerUserChangeBody'] & { id: string }) => take(api.PATCH('/api/v1/people/customer-users/{id}', { params: { path: { id } }, body })))
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
