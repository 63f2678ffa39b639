import { Factors } from './parts/Factors'
import { AccountPage } from './parts/Page'

/** One's own second factors. */
export const FactorsPage = () => (
  <AccountPage title="access.factors" words="access.factors.words">
    <Factors />
  </AccountPage>
)
