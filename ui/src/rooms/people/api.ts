import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api, type Schemas, take } from '../../wire'

export type CustomerUser = Schemas['CustomerUser']

export const customerUsersQuery = (q: string) =>
  queryOptions({
    queryKey: ['customer-users', q],
    queryFn: ({ signal }) => take(api.GET('/api/v1/customer-users', { params: { query: { q } }, signal })),
    enabled: q.length > 1,
    placeholderData: keepPreviousData,
  })
