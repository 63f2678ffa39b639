import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import plus from 'icon:plus'
import { useDeferredValue, useState } from 'react'
import { buttonClass, Icon, Page, rows, Stamp } from '../../kit'
import { customerUsersQuery } from './api'
import { Found } from './parts/Found'
import { useRightsWords } from './words'
import { Words } from './Words'

/** The people who ask. */
export const CustomerUsersPage = () => (
  <Words>
    <CustomerUsers />
  </Words>
)

function CustomerUsers() {
  const say = useRightsWords()
  const [q, setQ] = useState('')
  const { data, error, refetch } = useQuery(customerUsersQuery(useDeferredValue(q.trim())))
  return (
    <Page
      title={say('rights.customer-users')}
      words={say('rights.customer-users.words')}
      acts={
        <Link to="/admin/people/customer-users/$id" params={{ id: 'new' }} className={buttonClass('primary')}>
          <Icon d={plus} />
          {say('rights.customer-user.new')}
        </Link>
      }
    >
      <Found
        label={say('rights.customer-users')}
        search={say('rights.customer-users.search')}
        q={q}
        onSearch={setQ}
        items={data}
        error={error}
        onRetry={() => void refetch()}
        keyOf={({ id }) => id}
        found={(count) => say('rights.customer-users.found', { count })}
        none={say('rights.customer-users.none')}
        draw={(user) => (
          <>
            <p className={rows.name}>
              <Link to="/admin/people/customer-users/$id" params={{ id: user.id }}>
                {user.name}
              </Link>
              {user.valid ? null : <Stamp look="muted">{say('rights.invalid')}</Stamp>}
            </p>
            <p className={rows.line}>{[user.login, user.email].join(' · ')}</p>
            {user.customer_name ? <p className={rows.line}>{user.customer_name}</p> : null}
          </>
        )}
      />
    </Page>
  )
}
