/** The pages of administrators about mail, in one piece. */
export { AccountPage } from './AccountPage'
export { AccountsPage } from './AccountsPage'
export { FilterPage } from './FilterPage'
export { FiltersPage } from './FiltersPage'
export { LogPage } from './LogPage'
export { RetentionPage } from './RetentionPage'
