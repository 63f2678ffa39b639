import { useQuery } from '@tanstack/react-query'
import { useDeferredValue } from 'react'
import { SearchField } from '../../kit'
import { type CustomerUser, customerUsersQuery } from './api'
import { usePeopleWords } from './words'

interface Props {
  value: string
  onChange: (text: string, chosen: CustomerUser | null) => void
  error?: string
}

/** Finds a customer user while one types. What is typed counts too if it is an address. */
export function CustomerField({ value, onChange, error }: Props) {
  const say = usePeopleWords()
  const { data } = useQuery(customerUsersQuery(useDeferredValue(value.trim())))
  const found = value.trim().length > 1 ? (data?.items ?? []) : []
  return (
    <SearchField
      label={say('people.customer')}
      description={say('people.customer.help')}
      error={error}
      value={value}
      said={say('people.customer.found', { count: found.length })}
      options={found.map((user) => ({
        value: user.login,
        label: user.name,
        note: [user.email, user.customer].filter(Boolean).join(' · '),
      }))}
      onType={(text) => onChange(text, null)}
      onPick={(login) => {
        const user = found.find((one) => one.login === login) ?? null
        onChange(user ? user.email : login, user)
      }}
    />
  )
}
