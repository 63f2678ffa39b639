/** What of the communication log is shown, as it stands in the address. */
export interface LogSearch {
  q?: string
  outcome?: string
  way?: string
  account?: string
  /** Days, `2026-11-23`. */
  since?: string
  until?: string
  /** The entry that is open. */
  entry?: string
}

const keys = ['q', 'outcome', 'way', 'account', 'since', 'until', 'entry'] as const

export function readLogSearch(given: Record<string, unknown>): LogSearch {
  return Object.fromEntries(keys.flatMap((key) => (given[key] === undefined || given[key] === '' ? [] : [[key, String(given[key])]])))
}
