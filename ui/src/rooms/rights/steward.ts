import { useQuery } from '@tanstack/react-query'
import { api, take, useMe } from '../../wire'

/** Whether one says who else has what in some group, without administering the desk. */
export function useIsSteward(): boolean {
  const me = useMe()
  const { data } = useQuery({
    queryKey: ['rights', 'groups'],
    queryFn: () => take(api.GET('/api/v1/people/groups')),
    enabled: me.can.administer !== true,
    staleTime: Infinity,
    select: (page) => page.items.length > 0,
  })
  return data === true
}
