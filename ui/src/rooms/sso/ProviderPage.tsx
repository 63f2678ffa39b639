import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import check from 'icon:check'
import trash from 'icon:trash'
import { type FormEvent, useState } from 'react'
import { Button, Dialog, Foot, Hint, Page, toast, Waiting } from '../../kit'
import { asProblem, Failed, problemWord, useLeaving, useWireWords } from '../../wire'
import { type Provider, type Providers, providersQuery, useChangeProvider, useCreateProvider, useRemoveProvider, useTryProvider } from './api'
import { changesOf, draftProvider, type Field, findGaps, sentProvider } from './draft'
import { type FieldErrors, Fields } from './parts/Fields'
import { People } from './parts/People'
import { TrialLogin } from './parts/TrialLogin'
import { TrialView } from './parts/TrialView'
import { Words } from './parts/Words'
import { useSsoWords } from './words'

/** One provider of single sign-on. */
export const ProviderPage = () => (
  <Words>
    <One />
  </Words>
)

function Back() {
  const say = useSsoWords()
  return <Link to="/admin/sso">{say('sso.providers')}</Link>
}

function One() {
  const say = useSsoWords()
  const { id } = useParams({ from: '/admin/sso/$id' })
  const { data, error, refetch } = useQuery(providersQuery)
  const provider = data?.items.find((one) => one.id === id) ?? null
  if (data && (provider || id === 'new')) return <Form offered={data} provider={provider} key={id} />
  return (
    <Page title={say('sso.provider')} above={<Back />}>
      {data ? <p>{say('sso.gone')}</p> : error ? <Failed error={error} onRetry={() => void refetch()} /> : <Waiting widths={[40, 90, 90]} />}
    </Page>
  )
}

function Form({ offered, provider }: { offered: Providers; provider: Provider | null }) {
  const say = useSsoWords()
  const common = useWireWords()
  const navigate = useNavigate()
  // What the form was filled with: what somebody else changes since is not undone by saving.
  const [base, setBase] = useState(provider)
  const [draft, setDraft] = useState(() => draftProvider(provider))
  const [gaps, setGaps] = useState<Field[]>([])
  const [doomed, setDoomed] = useState(false)
  const [login, setLogin] = useState('')
  const create = useCreateProvider()
  const change = useChangeProvider()
  const remove = useRemoveProvider()
  const attempt = useTryProvider()
  const all = [create, change, remove, attempt]
  const busy = all.some(({ isPending }) => isPending)
  const error = all.find((one) => one.error)?.error ?? null
  const changes = base ? changesOf(draft, base) : null
  const count = changes ? Object.keys(changes).length : 1
  const dirty = changes ? count > 0 : JSON.stringify(sentProvider(draft, null)) !== JSON.stringify(sentProvider(draftProvider(null), null))
  const { question, letGo } = useLeaving(dirty)
  const reset = () => all.forEach((one) => !one.isPending && one.reset())
  const show = (now: Provider) => {
    setBase(now)
    setDraft(draftProvider(now))
  }
  const onSave = (event: FormEvent) => {
    event.preventDefault()
    if (busy) return
    const found = findGaps(draft, base)
    setGaps(found)
    if (found.length > 0) {
      requestAnimationFrame(() => document.querySelector<HTMLElement>('main [aria-invalid="true"]')?.focus())
      return
    }
    reset()
    if (base && changes) {
      const onSuccess = (now: Provider) => {
        toast(say('sso.saved'), { icon: check })
        show(now)
      }
      change.mutate({ id: base.id, ...changes, version: base.version }, { onSuccess })
    } else {
      create.mutate(sentProvider(draft, null), {
        onSuccess: (made) => {
          toast(say('sso.saved'), { icon: check })
          letGo()
          void navigate({ to: '/admin/sso/$id', params: { id: made.id }, replace: true })
        },
      })
    }
  }
  const onValid = (valid: boolean) => {
    if (busy || !base) return
    reset()
    change.mutate({ id: base.id, valid, version: base.version }, {
      onSuccess: (now) => {
        toast(say(!valid ? 'sso.off.done' : now.ldap ? 'sso.ldap.on.done' : 'sso.on.done'), { icon: check })
        setBase(now)
      },
    })
  }
  const onRemove = () => {
    setDoomed(false)
    if (!base) return
    remove.mutate(base.id, {
      onSuccess: () => {
        toast(say('sso.removed', { name: base.name }), { icon: check })
        letGo()
        void navigate({ to: '/admin/sso' })
      },
    })
  }
  const [refused] = asProblem(error).errors
  const errors: FieldErrors = {}
  for (const gap of gaps) errors[gap] = say(`sso.gap.${gap}`)
  const wrong = refused?.field ?? ''
  if (isField(wrong)) errors[wrong] = say(refused?.reason === 'gives-admin' ? 'sso.gap.admin' : `sso.gap.${wrong}`)
  return (
    <Page
      title={base ? base.name : say('sso.new')}
      above={<Back />}
      foot={
        <>
          {count > 0 ? (
            <Button look="primary" type="submit" form="provider" aria-disabled={busy}>
              {say(base ? 'sso.save' : 'sso.create')}
            </Button>
          ) : null}
          {base && count === 0 ? (
            <Button
              aria-disabled={busy}
              onClick={() => {
                if (busy) return
                reset()
                attempt.mutate({ id: base.id, login: base.ldap ? login.trim() : '' })
              }}
            >
              {say(attempt.isPending ? 'sso.trying' : 'sso.try')}
            </Button>
          ) : null}
          {base ? (
            <Button aria-disabled={busy} onClick={() => onValid(!base.valid)}>
              {say(base.valid ? 'sso.switch.off' : 'sso.switch.on')}
            </Button>
          ) : null}
          {base ? (
            <Button look="danger" icon={trash} aria-disabled={busy} onClick={() => setDoomed(true)}>
              {say('sso.remove')}
            </Button>
          ) : null}
        </>
      }
    >
      <form id="provider" noValidate onSubmit={onSave}>
        <Fields
          draft={draft}
          provider={base}
          offered={offered}
          errors={errors}
          onChange={(part) => {
            setDraft({ ...draft, ...part })
            setGaps([])
            reset()
          }}
        />
      </form>
      {error ? (
        <Hint look="bad" role="alert">
          {common(problemWord(error))}
        </Hint>
      ) : null}
      {base?.ldap ? <TrialLogin login={login} onChange={setLogin} /> : null}
      {attempt.data ? <TrialView trial={attempt.data} /> : null}
      {base ? <People id={base.id} /> : null}
      {question}
      <Dialog open={doomed} onClose={() => setDoomed(false)} title={say('sso.remove.ask', { name: base?.name ?? '' })} closeLabel={common('wire.close')}>
        <p>{say('sso.remove.words')}</p>
        <Foot>
          <Button look="final" onClick={onRemove}>
            {say('sso.remove')}
          </Button>
          <Button look="quiet" onClick={() => setDoomed(false)}>
            {common('wire.cancel')}
          </Button>
        </Foot>
      </Dialog>
    </Page>
  )
}

const fields: readonly string[] = [
  ...['host', 'port', 'base', 'bind_dn', 'login_attribute', 'subject_attribute', 'object_class', 'member_of', 'group_base'] satisfies Field[],
  ...['name', 'issuer', 'client_id', 'secret', 'scopes', 'roots', 'metadata_url', 'metadata', 'entity_id', 'login_claim', 'groups_claim', 'rules', 'domains'] satisfies Field[],
]
const isField = (name: string): name is Field => fields.includes(name)
