/** Access: one's own password, sessions and tokens. */
export { PasswordPage } from './PasswordPage'
export { SessionsPage } from './SessionsPage'
export { TokensPage } from './TokensPage'
