import { useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import check from 'icon:check'
import plus from 'icon:plus'
import { buttonClass, Checkbox, FormSection, Icon, Page, rows, Sheet, Stamp, toast, Waiting } from '../../kit'
import { Failed, problemWord, useWireWords } from '../../wire'
import { type CompanyFull, companyQuery, useChangeCompany } from './api'
import { NameForm } from './parts/NameForm'
import { Validity } from './parts/Validity'
import { useRightsWords } from './words'
import { Words } from './Words'

/** One company: its name, whether its people see each other's tickets, and who they are. */
export const CustomerPage = () => (
  <Words>
    <One />
  </Words>
)

function One() {
  const say = useRightsWords()
  const { id } = useSearch({ from: '/admin/people/customers/one' })
  const { data, error, refetch } = useQuery(companyQuery(id))
  return (
    <Page
      title={data?.name ?? say('rights.customer')}
      words={data ? say('rights.customer.number', { id: data.id }) : null}
      above={<Link to="/admin/people/customers">{say('rights.customers')}</Link>}
      acts={data && !data.valid ? <Stamp look="muted">{say('rights.invalid')}</Stamp> : null}
    >
      {data ? <Facts company={data} key={data.id} /> : error ? <Failed error={error} onRetry={() => void refetch()} /> : <Waiting widths={[40, 90, 40, 90]} />}
    </Page>
  )
}

function Facts({ company }: { company: CompanyFull }) {
  const say = useRightsWords()
  const common = useWireWords()
  const { mutate, mutateAsync, isPending } = useChangeCompany()
  const { id, name } = company
  const change = (part: { valid?: boolean; company_tickets?: boolean }, words: string, back?: typeof part) =>
    mutate(
      { id, ...part },
      {
        onError: (problem) => toast(common(problemWord(problem)), { look: 'bad' }),
        onSuccess: () => toast(words, { icon: check, undo: back ? { label: common('wire.undo'), run: () => change(back, say('rights.undone')) } : undefined }),
      },
    )
  const share = (company_tickets: boolean) =>
    change({ company_tickets }, say(company_tickets ? 'rights.customer.shares.on' : 'rights.customer.shares.off', { name }), { company_tickets: !company_tickets })
  const validate = (valid: boolean) => change({ valid }, say(valid ? 'rights.valid.done' : 'rights.invalid.done', { name }), valid ? undefined : { valid: true })
  return (
    <>
      <NameForm name={name} words={say('rights.customer.name.words')} onSave={(next) => mutateAsync({ id, name: next })} />
      <FormSection title={say('rights.customer.tickets')} words={say('rights.customer.tickets.words')}>
        <Checkbox
          label={say('rights.customer.share')}
          description={say('rights.customer.share.words')}
          checked={company.company_tickets}
          disabled={isPending}
          onChange={(event) => share(event.currentTarget.checked)}
        />
      </FormSection>
      <Validity valid={company.valid} words={say('rights.customer.validity')} busy={isPending} onTurn={validate} />
      <FormSection title={say('rights.customer-users')} words={say('rights.customer.users.words')}>
        {company.users.length === 0 ? <p className={rows.none}>{say('rights.customer.users.none')}</p> : null}
        {company.users.length > 0 ? (
          <Sheet>
            <ul aria-label={say('rights.customer-users')}>
              {company.users.map((user) => (
                <li key={user.id} className={rows.row}>
                  <div className={rows.what}>
                    <p className={rows.name}>
                      <Link to="/admin/people/customer-users/$id" params={{ id: user.id }}>
                        {user.name}
                      </Link>
                      {user.valid ? null : <Stamp look="muted">{say('rights.invalid')}</Stamp>}
                      {user.customer === id ? null : <Stamp look="outline">{say('rights.customer.further')}</Stamp>}
                    </p>
                    <p className={rows.line}>
                      {user.login} · {user.email}
                    </p>
                  </div>
                </li>
              ))}
            </ul>
          </Sheet>
        ) : null}
        <div>
          <Link to="/admin/people/customer-users/$id" params={{ id: 'new' }} search={{ customer: id }} className={buttonClass('secondary', 'small')}>
            <Icon d={plus} />
            {say('rights.customer-user.new')}
          </Link>
        </div>
      </FormSection>
    </>
  )
}
