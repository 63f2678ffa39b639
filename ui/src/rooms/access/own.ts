/** What both sides of the house show about one's own account. */
export { Factors } from './parts/Factors'
export { PasswordForm } from './parts/PasswordForm'
export { Words } from './parts/Words'
export { useAccessWords } from './words'
