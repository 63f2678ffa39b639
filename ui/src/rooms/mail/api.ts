import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api, type Schemas, take } from '../../wire'
import type { LogSearch } from './search'

export type LogLine = Schemas['MailLogLine']
export type LogEntry = Schemas['MailLogEntry']
export type Step = Schemas['MailStep']
export type Filter = Schemas['MailFilter']
export type Rule = Schemas['MailFilterRule']
export type Condition = Schemas['MailCondition']
export type Trial = Schemas['MailFilterTrial']
export type Account = Schemas['MailAccount']
export type MailSettings = Schemas['MailSettings']
export type NewAccount = Schemas['NewMailAccount']
export type AccountChanges = Schemas['MailAccountChanges']

/** The first moment of a day, or of the day after it, where one sits. */
function midnight(day: string | undefined, later = 0): string | undefined {
  const [year, month, date] = (day ?? '').split('-').map(Number)
  if (!year || !month || !date) return undefined
  const at = new Date(year, month - 1, date + later)
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString()
}

export const logQuery = ({ q, outcome, way, account, since, until }: LogSearch) =>
  infiniteQueryOptions({
    queryKey: ['mail', 'log', { q, outcome, way, account, since, until }],
    queryFn: ({ pageParam, signal }) => {
      const asked = { q, outcome, way, account, since: midnight(since), until: midnight(until, 1), cursor: pageParam ?? undefined }
      return take(api.GET('/api/v1/mail/log', { params: { query: asked }, signal }))
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next ?? null,
    refetchOnWindowFocus: true,
  })

export const entryQuery = (id: string) =>
  queryOptions({ queryKey: ['mail', 'entry', id], queryFn: () => take(api.GET('/api/v1/mail/log/{id}', { params: { path: { id } } })) })

export const journeyQuery = (article: string) =>
  queryOptions({
    queryKey: ['mail', 'journey', article],
    queryFn: () => take(api.GET('/api/v1/articles/{id}/journey', { params: { path: { id: article } } })),
  })

/** Makes a ticket of a mail that is kept in the log alone. */
export function useReleaseMail() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => take(api.POST('/api/v1/mail/log/{id}/release', { params: { path: { id } } })),
    onSettled: (_made, _error, id) => Promise.all([client.invalidateQueries({ queryKey: ['mail', 'entry', id] }), client.invalidateQueries({ queryKey: ['mail', 'log'] })]),
  })
}

const filtersKey = ['mail', 'filters'] as const
export const filtersQuery = queryOptions({ queryKey: filtersKey, queryFn: () => take(api.GET('/api/v1/mail/filters')), select: (page) => page.items })

/** Runs something about the filters and fetches them again. */
function useFilterAct<Wanted, Got>(act: (wanted: Wanted) => Promise<Got>) {
  const client = useQueryClient()
  return useMutation({ mutationFn: act, onSettled: () => client.invalidateQueries({ queryKey: filtersKey }) })
}

export const createFilter = (body: Schemas['NewMailFilter']) => take(api.POST('/api/v1/mail/filters', { body }))
const changeFilter = ({ id, ...body }: Schemas['MailFilterChange'] & { id: string }) =>
  take(api.PATCH('/api/v1/mail/filters/{id}', { params: { path: { id } }, body }))
const orderFilters = (order: string[]) => take(api.PUT('/api/v1/mail/filters', { body: { order } }))
const removeFilter = (id: string) => take(api.DELETE('/api/v1/mail/filters/{id}', { params: { path: { id } } }))

/** Puts a filter that was removed back where it stood, as it was. */
async function restoreFilter({ filter, order }: { filter: Filter; order: string[] }): Promise<void> {
  const made = await createFilter({ name: filter.name, rule: filter.rule })
  if (filter.enabled) await changeFilter({ id: made.id, enabled: true, untried: true })
  await orderFilters(order.map((id) => (id === filter.id ? made.id : id)))
}

export const useCreateFilter = () => useFilterAct(createFilter)
export const useChangeFilter = () => useFilterAct(changeFilter)
export const useSwitchFilter = () => useFilterAct(({ id, enabled }: { id: string; enabled: boolean }) => changeFilter({ id, enabled }))
export const useRemoveFilter = () => useFilterAct(removeFilter)
export const useRestoreFilter = () => useFilterAct(restoreFilter)
export const useTryFilter = () => useFilterAct((body: Schemas['MailFilterToTry']) => take(api.POST('/api/v1/mail/filters/try', { body })))

/** Puts the filters in this order: on the screen at once. */
export function useOrderFilters() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: orderFilters,
    scope: { id: 'mail-filters' },
    onMutate: async (order) => {
      await client.cancelQueries({ queryKey: filtersKey })
      client.setQueryData<Schemas['MailFilterList']>(filtersKey, (before) =>
        before ? { items: before.items.toSorted((a, b) => order.indexOf(a.id) - order.indexOf(b.id)) } : before,
      )
    },
    onSettled: () => client.invalidateQueries({ queryKey: filtersKey }),
  })
}

const accountsKey = ['mail', 'accounts'] as const
/** How reading goes changes by itself, so it is asked for again while somebody looks. */
export const whileLooking = 10_000
export const accountsQuery = queryOptions({ queryKey: accountsKey, queryFn: () => take(api.GET('/api/v1/mail/accounts')), select: (page) => page.items })
export const accountQuery = (id: string) =>
  queryOptions({
    queryKey: [...accountsKey, id],
    queryFn: () => take(api.GET('/api/v1/mail/accounts/{id}', { params: { path: { id } } })),
  })

function useAccountAct<Wanted, Got>(act: (wanted: Wanted) => Promise<Got>) {
  const client = useQueryClient()
  return useMutation({ mutationFn: act, onSettled: () => client.invalidateQueries({ queryKey: accountsKey }) })
}

export const useCreateAccount = () => useAccountAct((body: NewAccount) => take(api.POST('/api/v1/mail/accounts', { body })))
export const useChangeAccount = () =>
  useAccountAct(({ id, ...body }: AccountChanges & { id: string }) => take(api.PATCH('/api/v1/mail/accounts/{id}', { params: { path: { id } }, body })))
/** Removes an account. Its own page does not ask for it again. */
export function useRemoveAccount() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => take(api.DELETE('/api/v1/mail/accounts/{id}', { params: { path: { id } } })),
    onSettled: () => client.invalidateQueries({ queryKey: accountsKey, exact: true }),
  })
}
/** Tries an account as it is, or one as it stands in the form. */
export const useTryAccount = () =>
  useAccountAct((what: { id: string } | { form: NewAccount }) =>
    'id' in what
      ? take(api.POST('/api/v1/mail/accounts/{id}/try', { params: { path: { id: what.id } } }))
      : take(api.POST('/api/v1/mail/account-trials', { body: what.form })),
  )

const settingsKey = ['mail', 'settings'] as const
export const settingsQuery = queryOptions({ queryKey: settingsKey, queryFn: () => take(api.GET('/api/v1/mail/settings')) })
/** Chooses how long the log keeps what. */
export function useChooseSettings() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: Schemas['MailSettingsWanted']) => take(api.PATCH('/api/v1/mail/settings', { body })),
    onSuccess: (now) => client.setQueryData(settingsKey, now),
  })
}
