import { AccountPage } from './parts/Page'
import { PasswordForm } from './parts/PasswordForm'

/** Changes one's own password. */
export const PasswordPage = () => (
  <AccountPage title="access.password" words="access.password.words">
    <PasswordForm />
  </AccountPage>
)
