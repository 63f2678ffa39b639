/** Access: one's own password, second factors, sessions and tokens, and what administrators demand at sign-in. */
import { late } from '../../wire'

export { Proving } from './Proving'
/** The one page of somebody who has to set up a second factor first. Fetched for them alone. */
export const Enrolling = late(async () => (await import('./parts/Enrolling')).Enrolling)
/** How an administrator helps somebody to sign in. A part of pages about people, fetched with the first of them. */
export const SignInHelp = late(async () => (await import('./parts/SignInHelp')).SignInHelp)
