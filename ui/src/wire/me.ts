import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { api, type Schemas, take } from './client'

export type Me = Schemas['Me']

export const meKey = ['me'] as const
/** A browser may hold both cookies: the portal asks by the customer's alone. */
export const inPortal = location.pathname.startsWith('/portal')
const path = inPortal ? '/api/v1/my/me' : '/api/v1/me'

export const fetchMe = () => take(api.GET(path))

/** Who is signed in. Fetched before the first page is drawn. */
export function useMe(): Me {
  return useSuspenseQuery({ queryKey: meKey, queryFn: fetchMe, staleTime: Infinity }).data
}

/** Changes one's own settings. */
export function useChangeMe() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: Schemas['MyChange']) => take(api.PATCH(path, { body })),
    onSuccess: (me) => client.setQueryData(meKey, me),
  })
}
