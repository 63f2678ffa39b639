import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import check from 'icon:check'
import plus from 'icon:plus'
import { type FormEvent, useDeferredValue, useState } from 'react'
import { Button, Dialog, Foot, Hint, Page, rows, Stamp, TextField, toast } from '../../kit'
import { asProblem, problemWord, useWireWords } from '../../wire'
import { companiesQuery, useCreateCompany } from './api'
import { Found } from './parts/Found'
import { useRightsWords } from './words'
import { Words } from './Words'

/** The companies that ask. */
export const CustomersPage = () => (
  <Words>
    <Customers />
  </Words>
)

function Customers() {
  const say = useRightsWords()
  const [q, setQ] = useState('')
  const { data, error, refetch } = useQuery(companiesQuery(useDeferredValue(q.trim())))
  return (
    <Page title={say('rights.customers')} words={say('rights.customers.words')} acts={<Create />}>
      <Found
        label={say('rights.customers')}
        search={say('rights.customers.search')}
        q={q}
        onSearch={setQ}
        items={data}
        error={error}
        onRetry={() => void refetch()}
        keyOf={({ id }) => id}
        found={(count) => say('rights.customers.found', { count })}
        none={say('rights.customers.none')}
        draw={(company) => (
          <>
            <p className={rows.name}>
              <Link to="/admin/people/customers/one" search={{ id: company.id }}>
                {company.name}
              </Link>
              {company.valid ? null : <Stamp look="muted">{say('rights.invalid')}</Stamp>}
            </p>
            <p className={rows.line}>
              {company.id} · {say(company.company_tickets ? 'rights.customer.shares' : 'rights.customer.shares-not')}
            </p>
          </>
        )}
      />
    </Page>
  )
}

function Create() {
  const say = useRightsWords()
  const [open, setOpen] = useState(false)
  const common = useWireWords()
  return (
    <>
      <Button look="primary" icon={plus} onClick={() => setOpen(true)}>
        {say('rights.customer.new')}
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={say('rights.customer.new')} closeLabel={common('wire.close')}>
        <Form onClose={() => setOpen(false)} />
      </Dialog>
    </>
  )
}

function Form({ onClose }: { onClose: () => void }) {
  const say = useRightsWords()
  const common = useWireWords()
  const navigate = useNavigate()
  const [name, setName] = useState('')
  const [id, setId] = useState('')
  const [tried, setTried] = useState(false)
  const { mutate, isPending, error, reset } = useCreateCompany()
  const { slug, errors } = asProblem(error)
  const refused = (field: string) => errors.some((one) => one.field === field)
  const idTrouble = () => {
    if (tried && id.trim() === '') return say('rights.customer.id.missing')
    if (error && slug === 'conflict') return say('rights.customer.id.taken')
    return refused('id') ? say('rights.customer.id.unfit') : undefined
  }
  const nameTrouble = () => {
    if (tried && name.trim() === '') return say('rights.name.missing')
    return refused('name') ? say('rights.name.unfit') : undefined
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isPending) return
    setTried(true)
    if (name.trim() === '' || id.trim() === '') return
    mutate(
      { id: id.trim(), name: name.trim() },
      {
        onSuccess: (made) => {
          toast(say('rights.customer.made', { name: made.name }), { icon: check })
          void navigate({ to: '/admin/people/customers/one', search: { id: made.id } })
        },
      },
    )
  }
  return (
    <form noValidate onSubmit={submit}>
      <TextField
        label={say('rights.name')}
        value={name}
        autoComplete="off"
        data-autofocus
        error={nameTrouble()}
        onChange={(event) => {
          setName(event.currentTarget.value)
          reset()
        }}
      />
      <TextField
        mt={14}
        label={say('rights.customer.id')}
        description={say('rights.customer.id.words')}
        value={id}
        autoComplete="off"
        spellCheck={false}
        error={idTrouble()}
        onChange={(event) => {
          setId(event.currentTarget.value)
          reset()
        }}
      />
      {error && slug !== 'conflict' && errors.length === 0 ? (
        <Hint look="bad" role="alert">
          {common(problemWord(error))}
        </Hint>
      ) : null}
      <Foot>
        <Button look="primary" type="submit" aria-disabled={isPending}>
          {say('rights.do.create')}
        </Button>
        <Button look="quiet" onClick={onClose}>
          {common('wire.cancel')}
        </Button>
      </Foot>
    </form>
  )
}
