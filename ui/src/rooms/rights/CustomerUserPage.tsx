import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import check from 'icon:check'
import { type FormEvent, useState } from 'react'
import { Button, FormSection, Hint, Page, Stamp, toast, Waiting } from '../../kit'
import { asProblem, Behind, Failed, problemWord, useDraft, useLeaving, useWireWords, useWrongFocus } from '../../wire'
import { SignInHelp } from '../access'
import { type CustomerUser, customerUserQuery, useChangeCustomerUser } from './api'
import { Companies } from './parts/Companies'
import { belongingOf, sentBelonging } from './parts/companies'
import { NewCustomerUser } from './parts/NewCustomerUser'
import { gapsOf, refusedOf } from './parts/person'
import { PersonFields } from './parts/PersonFields'
import { Validity } from './parts/Validity'
import { useRightsWords } from './words'
import { Words } from './Words'

/** One customer user: who they are, where they belong, how they sign in, and whether they count; or a new one. */
export const CustomerUserPage = () => (
  <Words>
    <One />
  </Words>
)

function One() {
  const { id } = useParams({ from: '/admin/people/customer-users/$id' })
  return id === 'new' ? <NewCustomerUser /> : <Known id={id} key={id} />
}

const Back = () => <Link to="/admin/people/customer-users">{useRightsWords()('rights.customer-users')}</Link>

function Known({ id }: { id: string }) {
  const say = useRightsWords()
  const { data, error, refetch } = useQuery(customerUserQuery(id))
  if (data) return <Whole user={data} />
  return (
    <Page title={say('rights.customer-user')} above={<Back />}>
      {error ? <Failed error={error} onRetry={() => void refetch()} /> : <Waiting widths={[40, 90, 40, 90]} />}
    </Page>
  )
}

const fieldsOf = (user: CustomerUser) => ({ name: user.name, email: user.email, locale: user.locale, belonging: belongingOf(user) })

function Whole({ user }: { user: CustomerUser }) {
  const say = useRightsWords()
  const common = useWireWords()
  const { mutate, isPending, error, reset } = useChangeCustomerUser()
  const validity = useChangeCustomerUser()
  const { draft, changes, count, behind, set, load, settle } = useDraft(fieldsOf(user))
  const { question } = useLeaving(count > 0)
  const [tried, setTried] = useState(false)
  const person = { login: user.login, ...draft }
  const gaps = tried ? gapsOf(person) : new Map()
  const refused = error ? refusedOf(error) : new Map()
  const companyWrong = asProblem(error).errors.some(({ field }) => field === 'customer' || field === 'companies')
  const point = useWrongFocus(error)
  const save = (event: FormEvent) => {
    event.preventDefault()
    if (isPending || count === 0) return
    setTried(true)
    if (gapsOf(person).size > 0) return point()
    const { belonging, ...rest } = changes
    mutate(
      { id: user.id, ...rest, ...(belonging ? sentBelonging(belonging) : {}) },
      {
        onSuccess: (now) => {
          toast(say('rights.agent.saved', { name: now.name }), { icon: check })
          settle(fieldsOf(now))
        },
      },
    )
  }
  const validate = (valid: boolean) =>
    validity.mutate(
      { id: user.id, valid },
      {
        onError: (problem) => toast(common(problemWord(problem)), { look: 'bad' }),
        onSuccess: () =>
          toast(say(valid ? 'rights.valid.done' : 'rights.invalid.done', { name: user.name }), { icon: check, undo: valid ? undefined : { label: common('wire.undo'), run: () => validate(true) } }),
      },
    )
  return (
    <Page
      title={user.name}
      words={say('rights.person.login.is', { login: user.login })}
      above={<Back />}
      acts={user.valid ? null : <Stamp look="muted">{say('rights.invalid')}</Stamp>}
      foot={
        count > 0 ? (
          <>
            <Button look="primary" type="submit" form="customer-user" aria-disabled={isPending}>
              {say('rights.save', { count })}
            </Button>
            <Button
              look="quiet"
              onClick={() => {
                reset()
                load()
              }}
            >
              {say('rights.discard')}
            </Button>
          </>
        ) : null
      }
    >
      {behind ? <Behind onLoad={load} /> : null}
      <form id="customer-user" noValidate onSubmit={save}>
        <FormSection title={say('rights.person')} words={say('rights.customer-user.person.words')}>
          <PersonFields
            draft={person}
            gaps={gaps.size > 0 ? gaps : refused}
            onChange={({ login: _, ...part }) => {
              set(part)
              reset()
            }}
          />
        </FormSection>
        <FormSection title={say('rights.companies')} words={say('rights.companies.words')}>
          <Companies
            value={draft.belonging}
            error={companyWrong ? say('rights.companies.wrong') : undefined}
            onChange={(belonging) => {
              set({ belonging })
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
      <SignInHelp kind="customer" id={user.id} name={user.name} email={user.email} valid={user.valid} />
      <Validity valid={user.valid} words={say('rights.customer-user.validity')} busy={validity.isPending} onTurn={validate} />
      {question}
    </Page>
  )
}
