import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import check from 'icon:check'
import trash from 'icon:trash'
import { type FormEvent, useState } from 'react'
import { Button, Dialog, Foot, FormSection, Hint, Page, toast, Waiting } from '../../kit'
import { asProblem, Behind, Failed, problemWord, useLeaving, useWireWords } from '../../wire'
import { type AccountField, asksAnew, changesOf, draftAccount, findGaps, newAccount } from './account'
import { type Account, accountQuery, useChangeAccount, useCreateAccount, useRemoveAccount, useTryAccount, whileLooking } from './api'
import { accountName } from './model'
import { AccountFields, type FieldErrors } from './parts/AccountFields'
import { LeftMails, MailboxTrialView } from './parts/MailboxTrial'
import { Arrived, Words } from './parts/Page'
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
  const { data, error, refetch } = useQuery({ ...accountQuery(id), enabled: !fresh, refetchInterval: whileLooking })
  if (fresh) return <Form account={null} left={[]} stale={false} key="new" />
  if (data) return <Form account={data} left={data.left} stale={error !== null} key={data.id} />
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

interface Props {
  account: Account | null
  left: Left
  /** Whether it could not be asked for again. */
  stale: boolean
}

function Form({ account, left, stale }: Props) {
  const say = useMailWords()
  const common = useWireWords()
  const navigate = useNavigate()
  // What the form was filled with: what somebody else changes since is not undone by saving.
  const [base, setBase] = useState(account)
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
  const changes = base ? changesOf(draft, base) : null
  const count = changes ? Object.keys(changes).length : 1
  const dirty = changes ? count > 0 : JSON.stringify(draft) !== JSON.stringify(draftAccount(null))
  const behind = account !== null && account.version !== base?.version && !busy
  const show = (now: Account) => {
    setBase(now)
    setDraft(draftAccount(now))
  }
  if (behind && !dirty) show(account)
  const { question, letGo } = useLeaving(dirty)
  // What runs says how it ended, but for a trial of what the form no longer says.
  const reset = () => all.forEach((one) => (one === attempt || !one.isPending) && one.reset())
  const isWhole = (isTrial = false) => {
    const found = findGaps(draft, base, isTrial)
    setGaps(found)
    if (found.length > 0) requestAnimationFrame(() => document.querySelector<HTMLElement>('main [aria-invalid="true"]')?.focus())
    return found.length === 0
  }
  const onSave = (event: FormEvent) => {
    event.preventDefault()
    if (busy || !isWhole()) return
    reset()
    const sent = draft
    if (base && changes) {
      change.mutate(
        { id: base.id, ...changes, version: base.version },
        {
          onSuccess: (now) => {
            toast(say('mail.account.saved'), { icon: check })
            setBase(now)
            setDraft((then) => (then === sent ? draftAccount(now) : { ...then, password: then.password === sent.password ? '' : then.password }))
          },
        },
      )
    } else {
      create.mutate(newAccount(draft), {
        onSuccess: (made) => {
          toast(say('mail.account.saved'), { icon: check })
          letGo()
          void navigate({ to: '/admin/mail/accounts/$id', params: { id: made.id }, replace: true })
        },
      })
    }
  }
  const onTry = () => {
    if (busy) return
    reset()
    // An account is tried with the password that is kept; another place needs it in the form.
    const anew = changes === null || asksAnew(changes)
    if (base && !anew) attempt.mutate({ id: base.id })
    else if (isWhole(true)) attempt.mutate({ form: newAccount(draft) })
  }
  const onValid = (valid: boolean) => {
    if (busy || !account) return
    reset()
    const onSuccess = ({ version }: Account) => {
      toast(say(valid ? 'mail.account.on.done' : 'mail.account.off.done'), { icon: check })
      // This change is one's own; another one in between is not.
      setBase((then) => (then && version === then.version + 1 ? { ...then, valid, version } : then))
    }
    change.mutate({ id: account.id, valid }, { onSuccess })
  }
  const onRemove = () => {
    setDoomed(false)
    if (!account) return
    remove.mutate(account.id, {
      onSuccess: () => {
        toast(say('mail.account.removed', { name: accountName(account) }), { icon: check })
        letGo()
        void navigate({ to: '/admin/mail/accounts' })
      },
    })
  }
  const { slug, errors: reasons } = asProblem(error)
  const [first] = reasons
  const refused = error ? first?.field : undefined
  const errors: FieldErrors = {}
  for (const gap of gaps) errors[gap] = say(`mail.gap.${gap}`)
  if (refused && isField(refused)) errors[refused] = say(`mail.gap.${refused}`)
  const inTheWay = slug === 'conflict' ? say(first?.reason === 'too-many' ? 'mail.accounts.too-many' : 'mail.account.taken') : null
  return (
    <Page
      title={account ? accountName(account) : say('mail.account.new')}
      above={<Back />}
      acts={account ? <StandingStamp state={account.state} /> : null}
      foot={
        <>
          {count > 0 ? (
            <Button look="primary" type="submit" form="account" aria-disabled={busy}>
              {account ? say('mail.save', { count }) : say('mail.account.create')}
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
      {stale ? <Hint look="stale">{say('mail.stale')}</Hint> : null}
      {behind && dirty ? <Behind onLoad={() => show(account)} /> : null}
      {account ? (
        <FormSection title={say('mail.standing')} words={say('mail.standing.words')}>
          <Standing state={account.state} />
          <LeftMails left={left} />
        </FormSection>
      ) : null}
      <form id="account" noValidate onSubmit={onSave}>
        <AccountFields
          draft={draft}
          isNew={account === null}
          errors={errors}
          onChange={(part) => {
            setDraft({ ...draft, ...part })
            setGaps([])
            reset()
          }}
        />
      </form>
      {error ? (
        <Arrived>
          <Hint look="bad" role="alert">
            {inTheWay ?? common(problemWord(error))}
          </Hint>
        </Arrived>
      ) : null}
      {attempt.isPending ? <Hint role="status">{say('mail.account.trying.words')}</Hint> : null}
      {attempt.data ? (
        <Arrived>
          <MailboxTrialView trial={attempt.data} at={new Date(attempt.submittedAt).toISOString()} />
        </Arrived>
      ) : null}
      {question}
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
