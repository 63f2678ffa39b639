import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { asProblem, type Problem } from '../../wire'
import { ticketsQuery } from './api'
import { countNews, newsKey, type Pages, type TicketPage } from './cache'
import type { TicketRow } from './model'
import { type ListSearch, queryOf } from './search'

export interface List {
  q: string
  rows: TicketRow[]
  whole: boolean
  loading: boolean
  /** Nothing belongs here, and that is certain. */
  empty: boolean
  problem: Problem | null
  /** How many tickets belong here but are not shown yet. */
  news: number
  showNews: () => void
  more: () => void
  retry: () => void
}

/** The list the address asks for. */
export function useList(search: ListSearch): List {
  const client = useQueryClient()
  const q = queryOf(search)
  const found = useInfiniteQuery(ticketsQuery(q))
  const { data: fresh } = useQuery<TicketPage | null>({ queryKey: newsKey(q), queryFn: () => null, enabled: false, initialData: null })
  return {
    q,
    rows: found.data?.pages.flatMap((page) => page.items) ?? [],
    whole: !found.hasNextPage,
    loading: found.isPending,
    empty: found.data?.pages[0]?.items.length === 0,
    problem: found.error && !found.data ? asProblem(found.error) : null,
    news: countNews(found.data as Pages | undefined, fresh),
    showNews: () => {
      if (!fresh) return
      client.setQueryData<Pages>(['tickets', q], { pages: [fresh], pageParams: [null] })
      client.setQueryData(newsKey(q), null)
    },
    more: () => {
      if (found.hasNextPage && !found.isFetching) void found.fetchNextPage()
    },
    retry: () => void found.refetch(),
  }
}

/** Why the list could not be fetched. */
export function useListError(search: ListSearch): Problem | null {
  const { error } = useInfiniteQuery({ ...ticketsQuery(queryOf(search)), enabled: false })
  return error ? asProblem(error) : null
}

/** The rows of the list that are known already, for going to the next and the previous ticket. */
export function useKnownRows(search: ListSearch): TicketRow[] | undefined {
  const { data } = useInfiniteQuery({ ...ticketsQuery(queryOf(search)), enabled: false })
  return data?.pages.flatMap((page) => page.items)
}
