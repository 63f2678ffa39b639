import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api, type Schemas, take } from '../../wire'

export type Session = Schemas['Session']
export type Token = Schemas['Token']

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
    mutationFn: (body: Schemas['PasswordChange']) => take(api.PUT('/api/v1/me/password', { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
  })
}
