import type { QueryClient } from '@tanstack/react-query'
import type { Change } from '../../wire'
import { fetchPage, fetchTicket, pageSize, queuesQuery, viewsQuery } from './api'
import { changeRows, historyKey, newsKey, type Pages, refresh } from './cache'
import { rowOf, type Ticket } from './model'

const calm = 1_500
const mostSingles = 20

/** Brings live changes into the caches. Many changes in a short time cost one look at each list. */
export class LiveTickets {
  readonly #client: QueryClient
  readonly #changed = new Map<string, number>()
  #timer: ReturnType<typeof setTimeout> | null = null
  #last = 0

  constructor(client: QueryClient) {
    this.#client = client
  }

  /** Takes the changes of one frame. */
  take(changes: Change[]): void {
    for (const change of changes) {
      this.#changed.set(change.ticket, Math.max(change.version, this.#changed.get(change.ticket) ?? 0))
      this.#refreshTicket(change)
    }
    if (this.#timer) return
    const wait = Math.max(0, this.#last + calm - Date.now())
    this.#timer = setTimeout(() => void this.#look(), wait)
  }

  /** Something was missed: everything on the screen is fetched again. */
  reset(): void {
    this.#changed.clear()
    void this.#client.invalidateQueries()
  }

  #refreshTicket(change: Change): void {
    const found = this.#client.getQueriesData<Ticket>({ queryKey: ['ticket'] }).filter(([, ticket]) => ticket?.id === change.ticket)
    for (const [key, ticket] of found) {
      if (!ticket || (ticket.version >= change.version && change.kind !== 'ticket.delivery_changed')) continue
      void this.#client.invalidateQueries({ queryKey: key, exact: true })
      void this.#client.invalidateQueries({ queryKey: historyKey(change.ticket) })
    }
  }

  async #look(): Promise<void> {
    const changed = new Map(this.#changed)
    this.#changed.clear()
    this.#timer = null
    this.#last = Date.now()
    void this.#client.invalidateQueries({ queryKey: viewsQuery.queryKey })
    void this.#client.invalidateQueries({ queryKey: queuesQuery.queryKey })
    for (const query of this.#client.getQueryCache().findAll({ queryKey: ['tickets'] })) {
      const q = query.queryKey[1] as string
      if (query.isActive()) await this.#lookAt(q, changed)
      else void this.#client.invalidateQueries({ queryKey: query.queryKey, exact: true, refetchType: 'none' })
    }
  }

  async #lookAt(q: string, changed: Map<string, number>): Promise<void> {
    const key = ['tickets', q]
    try {
      const fresh = await fetchPage(q, null, undefined, pageSize)
      const pages = this.#client.getQueryData<Pages>(key)
      if (!pages) return
      this.#client.setQueryData<Pages>(key, refresh(pages, fresh))
      this.#client.setQueryData(newsKey(q), fresh)
      await this.#singles(pages, new Set(fresh.items.map((row) => row.id)), changed)
    } catch {
      // The next change or the next visit tries again; the list says nothing wrong meanwhile.
      void this.#client.invalidateQueries({ queryKey: key, refetchType: 'none' })
    }
  }

  /** Rows that changed but are not on the first page are fetched one by one, as long as they are few. */
  async #singles(pages: Pages, known: Set<string>, changed: Map<string, number>): Promise<void> {
    const stale = pages.pages
      .flatMap((page) => page.items)
      .filter((row) => !known.has(row.id) && (changed.get(row.id) ?? 0) > row.version)
      .slice(0, mostSingles)
    for (const row of stale) {
      const ticket = await fetchTicket(row.id)
      changeRows(this.#client, row.id, () => rowOf(ticket))
    }
  }
}
