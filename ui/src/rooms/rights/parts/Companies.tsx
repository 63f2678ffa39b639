import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import trash from 'icon:trash'
import { useDeferredValue, useRef, useState } from 'react'
import { Button, IconButton, rows, SearchField, Sheet, Stamp } from '../../../kit'
import { companiesQuery, companyQuery } from '../api'
import { useRightsWords } from '../words'
import type { Belonging } from './companies'
import classes from './Members.module.css'

interface Props {
  value: Belonging
  error?: string
  /** How many there may be. */
  most?: number
  onChange: (value: Belonging) => void
}

/** The companies that a customer user belongs to: looked for, added, the first one chosen. */
export function Companies({ value, error, most = 100, onChange }: Props) {
  const say = useRightsWords()
  const place = useRef<HTMLDivElement>(null)
  const [q, setQ] = useState('')
  const { data } = useQuery(companiesQuery(useDeferredValue(q.trim())))
  const others = data?.filter(({ id, valid }) => valid && !value.includes(id)) ?? []
  const set = (next: Belonging) => {
    onChange(next)
    // What was pressed may be gone, and what one goes on with come.
    requestAnimationFrame(() => (place.current?.querySelector<HTMLElement>('input') ?? place.current?.querySelector<HTMLElement>('li button:last-of-type'))?.focus())
  }
  return (
    <div ref={place}>
      {value.length === 0 ? <p className={rows.none}>{say('rights.companies.none')}</p> : null}
      {value.length > 0 ? (
        <Sheet>
          <ul aria-label={say('rights.companies')}>
            {value.map((id, at) => (
              <Row key={id} id={id} first={at === 0} onFirst={() => set([id, ...value.filter((one) => one !== id)])} onRemove={() => set(value.filter((one) => one !== id))} />
            ))}
          </ul>
        </Sheet>
      ) : null}
      {value.length < most ? (
        <div className={classes.add}>
          <SearchField
            label={say('rights.companies.add')}
            description={say('rights.companies.add.words')}
            error={error}
            value={q}
            said={say('rights.customers.found', { count: others.length })}
            options={others.slice(0, 20).map((company) => ({ value: company.id, label: company.name, note: company.id }))}
            onType={setQ}
            onPick={(id) => {
              setQ('')
              set([...value, id])
            }}
          />
        </div>
      ) : null}
    </div>
  )
}

function Row({ id, first, onFirst, onRemove }: { id: string; first: boolean; onFirst: () => void; onRemove: () => void }) {
  const say = useRightsWords()
  const { data } = useQuery(companyQuery(id))
  const name = data?.name ?? id
  return (
    <li className={rows.row}>
      <div className={rows.what}>
        <p className={rows.name}>
          <Link to="/admin/people/customers/one" search={{ id }}>
            {name}
          </Link>
          {first ? <Stamp look="outline">{say('rights.companies.first')}</Stamp> : null}
          {data && !data.valid ? <Stamp look="muted">{say('rights.invalid')}</Stamp> : null}
        </p>
        {data ? <p className={rows.line}>{say(data.valid && data.company_tickets ? 'rights.companies.sees' : 'rights.companies.sees-not')}</p> : null}
      </div>
      <div className={rows.acts}>
        {first ? null : (
          <Button size="small" aria-label={say('rights.companies.make-first.label', { name })} onClick={onFirst}>
            {say('rights.companies.make-first')}
          </Button>
        )}
        <IconButton label={say('rights.companies.remove', { name })} icon={trash} size="small" onClick={onRemove} />
      </div>
    </li>
  )
}
