import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import check from 'icon:check'
import { type FormEvent, useEffect, useState } from 'react'
import { Button, buttonClass, FormSection, Hint, Page, toast } from '../../../kit'
import { asProblem, problemWord, useLeaving, useLocale, useWireWords, useWrongFocus } from '../../../wire'
import { SignInHelp } from '../../access'
import { useCreateCustomerUser } from '../api'
import { useRightsWords } from '../words'
import { Companies } from './Companies'
import { gapsOf, type PersonDraft, refusedOf } from './person'
import { PersonFields } from './PersonFields'

interface Made {
  id: string
  name: string
  email: string
}

/** Makes a customer user known; then they choose a password. */
export function NewCustomerUser() {
  const say = useRightsWords()
  const common = useWireWords()
  const navigate = useNavigate()
  const locale = useLocale()
  const { customer } = useSearch({ from: '/admin/people/customer-users/$id' })
  const [belonging, setBelonging] = useState(customer ? [customer] : [])
  const [first] = useState<PersonDraft>({ login: '', name: '', email: '', locale })
  const [draft, setDraft] = useState(first)
  const [tried, setTried] = useState(false)
  const [made, setMade] = useState<Made | null>(null)
  const { mutate, isPending, error, reset } = useCreateCustomerUser()
  const { question } = useLeaving(!made && (JSON.stringify(draft) !== JSON.stringify(first) || belonging.join() !== (customer ?? '')))
  // The button that was pressed is gone with the form.
  useEffect(() => {
    if (made) document.querySelector<HTMLElement>('main')?.focus()
  }, [made])
  const gaps = tried ? gapsOf(draft) : new Map()
  const refused = error ? refusedOf(error) : new Map()
  const companyWrong = asProblem(error).errors.some(({ field }) => field === 'customer')
  const above = <Link to="/admin/people/customer-users">{say('rights.customer-users')}</Link>
  const point = useWrongFocus(error)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isPending) return
    setTried(true)
    if (gapsOf(draft).size > 0) return point()
    const body = { login: draft.login.trim(), name: draft.name.trim(), email: draft.email.trim(), locale: draft.locale, customer: belonging[0] ?? null }
    mutate(body, {
      onSuccess: (now) => {
        toast(say('rights.agent.made', { name: now.name }), { icon: check })
        setMade(now)
      },
    })
  }
  if (made) {
    return (
      <Page title={made.name} above={above} words={say('rights.customer-user.made.words', { name: made.name })}>
        <SignInHelp kind="customer" id={made.id} name={made.name} email={made.email} valid fresh onSent={() => void navigate({ to: '/admin/people/customer-users/$id', params: { id: made.id } })} />
        <div>
          <Link to="/admin/people/customer-users/$id" params={{ id: made.id }} className={buttonClass()}>
            {say('rights.customer-user.open')}
          </Link>
        </div>
      </Page>
    )
  }
  return (
    <Page
      title={say('rights.customer-user.new')}
      words={say('rights.customer-user.new.words')}
      above={above}
      foot={
        <Button look="primary" type="submit" form="customer-user" aria-disabled={isPending}>
          {say('rights.customer-user.create')}
        </Button>
      }
    >
      <form id="customer-user" noValidate onSubmit={submit}>
        <FormSection title={say('rights.person')} words={say('rights.customer-user.person.words')}>
          <PersonFields
            fresh
            draft={draft}
            gaps={gaps.size > 0 ? gaps : refused}
            onChange={(part) => {
              setDraft({ ...draft, ...part })
              reset()
            }}
          />
        </FormSection>
        <FormSection title={say('rights.companies')} words={say('rights.companies.words.new')}>
          <Companies
            most={1}
            value={belonging}
            error={companyWrong ? say('rights.companies.wrong') : undefined}
            onChange={(next) => {
              setBelonging(next)
              reset()
            }}
          />
        </FormSection>
      </form>
      {error && refused.size === 0 && !companyWrong ? (
        <Hint look="bad" role="alert">
          {common(problemWord(error))}
        </Hint>
      ) : null}
      {question}
    </Page>
  )
}
