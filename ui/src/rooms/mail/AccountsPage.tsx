import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import plus from 'icon:plus'
import { buttonClass, Hint, Icon, Page, rows, Sheet, Waiting } from '../../kit'
import { Failed } from '../../wire'
import { type Account, accountsQuery, whileLooking } from './api'
import { accountName } from './model'
import { Words } from './parts/Page'
import { Standing, StandingStamp } from './parts/Standing'
import { useMailWords } from './words'

/** The mailboxes elsewhere that the desk reads, and how it goes. */
export const AccountsPage = () => (
  <Words>
    <Accounts />
  </Words>
)

function Accounts() {
  const say = useMailWords()
  const { data, error, refetch } = useQuery({ ...accountsQuery, refetchInterval: whileLooking })
  return (
    <Page
      title={say('mail.accounts')}
      words={say('mail.accounts.words')}
      acts={
        <Link to="/admin/mail/accounts/$id" params={{ id: 'new' }} className={buttonClass('primary')}>
          <Icon d={plus} />
          {say('mail.account.new')}
        </Link>
      }
    >
      {data && error ? <Hint look="stale">{say('mail.stale')}</Hint> : null}
      {data ? <List accounts={data} /> : error ? <Failed error={error} onRetry={() => void refetch()} /> : <Waiting widths={[50, 90, 50, 90]} />}
    </Page>
  )
}

function List({ accounts }: { accounts: Account[] }) {
  const say = useMailWords()
  if (accounts.length === 0) return <p className={rows.none}>{say('mail.accounts.none')}</p>
  return (
    <Sheet>
      <ul aria-label={say('mail.accounts')}>
        {accounts.map((account) => (
          <li key={account.id} className={rows.row}>
            <div className={rows.what}>
              <p className={rows.name}>
                <Link to="/admin/mail/accounts/$id" params={{ id: account.id }}>
                  {accountName(account)}
                </Link>
                <StandingStamp state={account.state} />
              </p>
              <p className={rows.line}>
                {say(`mail.protocol.${account.protocol}`)} · {account.host}:{account.port}
                {account.protocol === 'imap' ? ` · ${account.mailbox}` : ''}
              </p>
              <Standing state={account.state} />
            </div>
          </li>
        ))}
      </ul>
    </Sheet>
  )
}
