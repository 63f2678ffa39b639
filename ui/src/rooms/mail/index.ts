/** Mail: the communication log, postmaster filters and mailboxes of administrators, and how an article's mail came here. */
import { lazy } from 'react'

export { readLogSearch } from './search'
/** How the mail of an article came to its ticket. Fetched when it is asked for. */
export const Journey = lazy(async () => ({ default: (await import('./parts/JourneyPanel')).JourneyPanel }))
