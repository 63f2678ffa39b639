/** Mail: the communication log, postmaster filters and mailboxes of administrators, and how an article's mail came here. */
import { late } from '../../wire'

export { readLogSearch } from './search'
/** How the mail of an article came to its ticket. Fetched when it is asked for. */
export const Journey = late(async () => (await import('./parts/JourneyPanel')).JourneyPanel)
