/** Access: one's own sessions and tokens. */
export { SessionsPage } from './SessionsPage'
export { TokensPage } from './TokensPage'
