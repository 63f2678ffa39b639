import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api, inPortal, meKey, type Schemas, take } from '../../wire'

export type Session = Schemas['Session']
export type Token = Schemas['Token']
export type Factor = Schemas['Factor']
export type PolicyOf = Schemas['PolicyOf']
export type AccessPolicy = Schemas['AccessPolicy']
export type AddressRule = Schemas['AddressRule']
export type AddressRules = Schemas['AddressRules']
export type AddressRuleSet = AddressRules['rules']
export type AddressRehearsal = Schemas['AddressRehearsal']

export const sessionsQuery = queryOptions({ queryKey: ['sessions'], queryFn: () => take(api.GET('/api/v1/sessions')), select: (page) => page.items })
export const tokensQuery = queryOptions({ queryKey: ['tokens'], queryFn: () => take(api.GET('/api/v1/tokens')), select: (page) => page.items })

/** Ends one session, or with `null` all but this one. */
export function useEndSession() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string | null) =>
      id === null ? take(api.DELETE('/api/v1/sessions')) : take(api.DELETE('/api/v1/sessions/{id}', { params: { path: { id } } })),
    onSettled: () => client.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
  })
}

export function useCreateToken() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: Schemas['NewToken']) => take(api.POST('/api/v1/tokens', { body })),
    onSettled: () => client.invalidateQueries({ queryKey: tokensQuery.queryKey }),
  })
}

export function useRevokeToken() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => take(api.DELETE('/api/v1/tokens/{id}', { params: { path: { id } } })),
    onSettled: () => client.invalidateQueries({ queryKey: tokensQuery.queryKey }),
  })
}

/** Changes one's own password; all other sessions end with it. */
export function useChangePassword() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: Schemas['PasswordChange']) => take(api.PUT(inPortal ? '/api/v1/my/me/password' : '/api/v1/me/password', { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
  })
}

// A browser may hold both cookies: the portal asks by the customer's alone.
const paths = {
  factors: inPortal ? '/api/v1/my/me/factors' : '/api/v1/me/factors',
  confirm: inPortal ? '/api/v1/my/me/factors/confirm' : '/api/v1/me/factors/confirm',
  factor: inPortal ? '/api/v1/my/me/factors/{id}' : '/api/v1/me/factors/{id}',
  codes: inPortal ? '/api/v1/my/me/recovery-codes' : '/api/v1/me/recovery-codes',
  proof: inPortal ? '/api/v1/my/me/proof' : '/api/v1/me/proof',
  passkey: inPortal ? '/api/v1/my/me/proof/passkey' : '/api/v1/me/proof/passkey',
} as const

/** One's own second factors, and what is demanded. */
export const factorsQuery = queryOptions({ queryKey: ['factors'], queryFn: () => take(api.GET(paths.factors)) })

/** Asks what to show an app, or to ask a device. Each time it is something else. */
export const beginFactor = (kind: 'totp' | 'passkey') => take(api.POST(paths.factors, { body: { kind } }))

export function useConfirmFactor() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: Schemas['FactorConfirmation']) => take(api.POST(paths.confirm, { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: factorsQuery.queryKey }),
  })
}

export function useRemoveFactor() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => take(api.DELETE(paths.factor, { params: { path: { id } } })),
    onSettled: () => client.invalidateQueries({ queryKey: factorsQuery.queryKey }),
  })
}

export function useMakeCodes() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => take(api.POST(paths.codes)),
    onSuccess: () => client.invalidateQueries({ queryKey: factorsQuery.queryKey }),
  })
}

/** Shows once more who one is. */
export const prove = (body: Schemas['ShownProof']) => take(api.POST(paths.proof, { body }))

/** What to ask a device for; `null` of those who have no passkey. */
export const askPasskey = async () => (await take(api.POST(paths.passkey))).question

/** What is demanded at sign-in, of whom. */
export const policiesQuery = queryOptions({ queryKey: ['access-policies'], queryFn: () => take(api.GET('/api/v1/access/policies')), select: (list) => list.items })

/** Chooses what is demanded of some people; `null` takes it back. */
export function useSetPolicy(whom: string) {
  const client = useQueryClient()
  const params = { path: { whom } }
  return useMutation({
    mutationFn: (body: AccessPolicy | null) =>
      body ? take(api.PUT('/api/v1/access/policies/{whom}', { params, body })) : take(api.DELETE('/api/v1/access/policies/{whom}', { params })),
    onSuccess: () => Promise.all([client.invalidateQueries({ queryKey: policiesQuery.queryKey }), client.invalidateQueries({ queryKey: meKey })]),
  })
}

/** From where people may come, and whether a change waits to be confirmed. */
export const addressesQuery = queryOptions({ queryKey: ['access-addresses'], queryFn: () => take(api.GET('/api/v1/access/addresses')) })

/** Looks whom rules would shut out; nothing changes. */
export const useTryAddresses = () => useMutation({ mutationFn: (rules: AddressRuleSet) => take(api.POST('/api/v1/access/addresses/try', { body: { rules } })) })

export function useSetAddresses() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: { rules: AddressRuleSet; version: number }) => take(api.PUT('/api/v1/access/addresses', { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: addressesQuery.queryKey }),
  })
}

/** Confirms the change that waits, or takes it back. */
export function useDecideAddresses() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ id, keep }: { id: string; keep: boolean }) =>
      keep
        ? take(api.POST('/api/v1/access/addresses/{id}/confirm', { params: { path: { id } } }))
        : take(api.DELETE('/api/v1/access/addresses/{id}', { params: { path: { id } } })),
    onSettled: () => client.invalidateQueries({ queryKey: addressesQuery.queryKey }),
  })
}

/** Somebody whom an administrator helps. */
export interface Somebody {
  kind: 'agent' | 'customer'
  id: string
}

/** Sends somebody a link to choose a password. */
export const useSendLink = () =>
  useMutation({
    mutationFn: ({ kind, id }: Somebody) => {
      const params = { path: { id } }
      return kind === 'agent' ? take(api.POST('/api/v1/agents/{id}/password-link', { params })) : take(api.POST('/api/v1/customer-users/{id}/password-link', { params }))
    },
  })

/** Removes all second factors of somebody who lost them. */
export const useResetFactors = () =>
  useMutation({
    mutationFn: ({ kind, id }: Somebody) => {
      const params = { path: { id } }
      return kind === 'agent' ? take(api.DELETE('/api/v1/agents/{id}/factors', { params })) : take(api.DELETE('/api/v1/customer-users/{id}/factors', { params }))
    },
  })
