/** People: customer users and how to find them. */
export type { CustomerUser } from './api'
export { CustomerField } from './CustomerField'
