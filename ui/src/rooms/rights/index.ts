/** Rights: agents, groups, roles, queues, customers, the matrix, the access review, and who sees one ticket. */
import { late } from '../../wire'

export { useIsSteward } from './steward'

/** Who sees a ticket, and why. Fetched when it is asked for. */
export const Access = late(async () => (await import('./AccessPanel')).AccessPanel)
