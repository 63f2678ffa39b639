import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import check from 'icon:check'
import trash from 'icon:trash'
import { type FormEvent, useState } from 'react'
import { Button, Dialog, Foot, Hint, toast } from '../../kit'
import { asProblem, problemWord, useWireWords } from '../../wire'
import { type AccountField, changesOf, draftAccount, findGaps, newAccount } from './account'
import { type Account, accountQuery, useChangeAccount, useCreateAccount, useRemoveAccount, useTryAccount } from './api'
import { accountName } from './model'
import { AccountFields, type FieldErrors } from './parts/AccountFields'
import { LeftMails, MailboxTrialView } from './parts/MailboxTrial'
import { Arrived, Failed, Page, Section, Waiting, Words } from './parts/Page'
import { Standing, StandingStamp } from './parts/Standing'
import { useMailWords } from './words'

/** One mailbox elsewhere: how it is read, and how that goes. */
export const AccountPage = () => (
  <Words>
    <One />
  </Words>
)

function One() {
  const say = useMailWords()
  const { id } = useParams({ from: '/admin/mail/accounts/$id' })
  const fresh = id === 'new'
  const { data, error, refetch } = useQuery({ ...accountQuery(id), enabled: !fresh })
  if (fresh) return <Form account={null} left={[]} key="new" />
  if (data) return <Form account={data} left={data.left} key={data.id} />
  return (
    <Page title={say('mail.account')} above={<Back />}>
      {error ? <Failed error={error} onRetry={() => void refetch()} /> : <Waiting widths={[40, 90, 90]} />}
    </Page>
  )
}

function Back() {
  const say = useMailWords()
  return <Link to="/admin/mail/accounts">{say('mail.accounts')}</Link>
}

type Left = Parameters<typeof LeftMails>[0]['left']

function Form({ account, left }: { account: Account | null; left: Left }) {
  const say = useMailWords()
  const common = useWireWords()
  const navigate = useNavigate()
  const [draft, setDraft] = useState(() => draftAccount(account))
  const [gaps, setGaps] = useState<AccountField[]>([])
  const [doomed, setDoomed] = useState(false)
  const create = useCreateAccount()
  const change = useChangeAccount()
  const remove = useRemoveAccount()
  const attempt = useTryAccount()
  const all = [create, change, remove, attempt]
  const busy = all.some(({ isPending }) => isPending)
  const error = all.find((one) => one.error)?.error ?? null
  const changes = account ? changesOf(draft, account) : null
  const count = changes ? Object.keys(changes).length : 1
  const reset = () => all.forEach((one) => one.reset())
  const isWhole = () => {
    const found = findGaps(draft, account)
    setGaps(found)
    if (found.length > 0) requestAnimationFrame(() => document.querySelector<HTMLElement>('main [aria-invalid="true"]')?.focus())
    return found.length === 0
  }
  const onSave = (event: FormEvent) => {
    event.preventDefault()
    if (busy || !isWhole()) return
    reset()
    const done = { onSuccess: () => (toast(say('mail.account.saved'), { icon: check }), setDraft((now) => ({ ...now, password: '' }))) }
    if (account && changes) change.mutate({ id: account.id, ...changes }, done)
    else {
      create.mutate(newAccount(draft), {
        onSuccess: (made) => {
          toast(say('mail.account.saved'), { icon: check })
          void navigate({ to: '/admin/mail/accounts/$id', params: { id: made.id }, replace: true })
        },
      })
    }
  }
  const onTry = () => {
    if (busy) return
    reset()
    // An account is tried with the password that is kept; a changed one needs it in the form.
    if (account && count === 0) return attempt.mutate({ id: account.id })
    if (draft.password === '') return setGaps(['password'])
    if (isWhole()) attempt.mutate({ form: newAccount(draft) })
  }
  const onValid = (valid: boolean) => {
    if (busy || !account) return
    reset()
    change.mutate({ id: account.id, valid }, { onSuccess: () => toast(say(valid ? 'mail.account.on.done' : 'mail.account.off.done'), { icon: check }) })
  }
  const onRemove = () => {
    setDoomed(false)
    if (!account) return
    remove.mutate(account.id, {
      onSuccess: () => {
        toast(say('mail.account.removed', { name: accountName(account) }), { icon: check })
        void navigate({ to: '/admin/mail/accounts' })
      },
    })
  }
  const [first] = asProblem(error).errors
  const refused = error ? first?.field : undefined
  const errors: FieldErrors = {}
  for (const gap of gaps) errors[gap] = say(`mail.gap.${gap}`)
  if (refused && isField(refused)) errors[refused] = say(`mail.gap.${refused}`)
  const taken = error && asProblem(error).slug === 'conflict'
  return (
    <Page
      title={account ? accountName(account) : say('mail.account.new')}
      above={<Back />}
      acts={account ? <StandingStamp state={account.state} /> : null}
      foot={
        <>
          {count > 0 ? (
            <Button look="primary" type="submit" form="account" aria-disabled={busy}>
              {account ? say('mail.account.save', { count }) : say('mail.account.create')}
            </Button>
          ) : null}
          {account && !account.valid && count === 0 ? null : (
            <Button aria-disabled={busy} onClick={onTry}>
              {say(attempt.isPending ? 'mail.account.trying' : 'mail.account.try')}
            </Button>
          )}
          {account ? (
            <Button aria-disabled={busy} onClick={() => onValid(!account.valid)}>
              {say(account.valid ? 'mail.account.off' : 'mail.account.on')}
            </Button>
          ) : null}
          {account ? (
            <Button look="danger" icon={trash} aria-disabled={busy} onClick={() => setDoomed(true)}>
              {say('mail.account.remove')}
            </Button>
          ) : null}
        </>
      }
    >
      {account ? (
        <Section title={say('mail.standing')} words={say('mail.standing.words')}>
          <Standing state={account.state} />
          <LeftMails left={left} />
        </Section>
      ) : null}
      <form id="account" noValidate onSubmit={onSave}>
        <AccountFields
          draft={draft}
          isNew={account === null}
          errors={errors}
          onChange={(part) => {
            setDraft({ ...draft, ...part })
            setGaps([])
            if (error) reset()
          }}
        />
      </form>
      {error ? (
        <Arrived>
          <Hint look="bad" role="alert">
            {taken ? say('mail.account.taken') : common(problemWord(error))}
          </Hint>
        </Arrived>
      ) : null}
      {attempt.isPending ? <Hint role="status">{say('mail.account.trying.words')}</Hint> : null}
      {attempt.data ? (
        <Arrived>
          <MailboxTrialView trial={attempt.data} />
        </Arrived>
      ) : null}
      <Dialog open={doomed} onClose={() => setDoomed(false)} title={say('mail.account.remove.ask', { name: account ? accountName(account) : '' })} closeLabel={common('wire.close')}>
        <p>{say('mail.account.remove.words')}</p>
        <Foot>
          <Button look="final" onClick={onRemove}>
            {say('mail.account.remove')}
          </Button>
          <Button look="quiet" onClick={() => setDoomed(false)}>
            {common('wire.cancel')}
          </Button>
        </Foot>
      </Dialog>
    </Page>
  )
}

const fields: readonly string[] = ['host', 'port', 'login', 'password', 'mailbox', 'move_to', 'roots', 'after', 'queue'] satisfies AccountField[]
const isField = (name: string): name is AccountField => fields.includes(name)
