import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api, type Schemas, take } from '../../wire'

export type Provider = Schemas['SsoProvider']
export type Providers = Schemas['SsoProviders']
export type NewProvider = Schemas['NewSsoProvider']
export type ProviderChanges = Schemas['SsoProviderChanges']
export type Preset = Schemas['Preset']
export type Target = Schemas['SsoTarget']
export type Person = Schemas['SsoPerson']

const key = ['sso', 'providers'] as const
/** All of them, with the presets, roles and groups that a form offers. */
export const providersQuery = queryOptions({ queryKey: key, queryFn: () => take(api.GET('/api/v1/sso/providers')) })
export const peopleQuery = (id: string) =>
  queryOptions({ queryKey: ['sso', 'people', id], queryFn: () => take(api.GET('/api/v1/sso/providers/{id}/people', { params: { path: { id } } })), select: (page) => page.items })

function useProviderAct<Wanted, Got>(act: (wanted: Wanted) => Promise<Got>) {
  const client = useQueryClient()
  return useMutation({ mutationFn: act, onSettled: () => client.invalidateQueries({ queryKey: key }) })
}

export const useCreateProvider = () => useProviderAct((body: NewProvider) => take(api.POST('/api/v1/sso/providers', { body })))
export const useChangeProvider = () =>
  useProviderAct(({ id, ...body }: ProviderChanges & { id: string }) => take(api.PATCH('/api/v1/sso/providers/{id}', { params: { path: { id } }, body })))
export const useRemoveProvider = () => useProviderAct((id: string) => take(api.DELETE('/api/v1/sso/providers/{id}', { params: { path: { id } } })))
/** With a login a directory is searched for whoever has it. */
export const useTryProvider = () =>
  useMutation({ mutationFn: ({ id, login }: { id: string; login: string }) => take(api.POST('/api/v1/sso/providers/{id}/try', { params: { path: { id } }, body: login ? { login } : {} })) })

function usePeopleAct<Wanted>(id: string, act: (wanted: Wanted) => Promise<unknown>) {
  const client = useQueryClient()
  return useMutation({ mutationFn: act, onSettled: () => client.invalidateQueries({ queryKey: ['sso', 'people', id] }) })
}

export const useLinkPerson = (id: string) =>
  usePeopleAct(id, (body: Schemas['NewSsoPerson']) => take(api.POST('/api/v1/sso/providers/{id}/people', { params: { path: { id } }, body })))
export const useUnlinkPerson = (id: string) =>
  usePeopleAct(id, (subject: string) => take(api.DELETE('/api/v1/sso/providers/{id}/people', { params: { path: { id }, query: { subject } } })))

export type OwnLink = Schemas['OwnSsoLink']
const ownKey = ['sso', 'own'] as const
export const linksQuery = queryOptions({ queryKey: ownKey, queryFn: () => take(api.GET('/api/v1/me/sso')), select: (page) => page.items })
/** Begins to link one's own account: says where to go. */
export const useBeginLink = () => useMutation({ mutationFn: (provider: string) => take(api.POST('/api/v1/me/sso', { body: { provider } })) })
export function useUnlinkOwn() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (provider: string) => take(api.DELETE('/api/v1/me/sso/{provider}', { params: { path: { provider } } })),
    onSettled: () => client.invalidateQueries({ queryKey: ownKey }),
  })
}
