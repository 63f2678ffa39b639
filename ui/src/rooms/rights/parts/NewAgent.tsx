import { Link, useNavigate } from '@tanstack/react-router'
import check from 'icon:check'
import { type FormEvent, useEffect, useState } from 'react'
import { Button, buttonClass, FormSection, Hint, Page, toast } from '../../../kit'
import { problemWord, useLeaving, useLocale, useWireWords, useWrongFocus } from '../../../wire'
import { SignInHelp } from '../../access'
import { useCreateAgent } from '../api'
import { useRightsWords } from '../words'
import { gapsOf, type PersonDraft, refusedOf } from './person'
import { PersonFields } from './PersonFields'

interface Made {
  id: string
  name: string
  email: string
}

/** Makes an agent known; then they choose a password, and are given something to do. */
export function NewAgent() {
  const say = useRightsWords()
  const common = useWireWords()
  const navigate = useNavigate()
  const locale = useLocale()
  const [first] = useState<PersonDraft>({ login: '', name: '', email: '', locale })
  const [draft, setDraft] = useState(first)
  const [tried, setTried] = useState(false)
  const [made, setMade] = useState<Made | null>(null)
  const { mutate, isPending, error, reset } = useCreateAgent()
  const { question } = useLeaving(!made && JSON.stringify(draft) !== JSON.stringify(first))
  // The button that was pressed is gone with the form.
  useEffect(() => {
    if (made) document.querySelector<HTMLElement>('main')?.focus()
  }, [made])
  const gaps = tried ? gapsOf(draft) : new Map()
  const refused = error ? refusedOf(error) : new Map()
  const above = <Link to="/admin/people/agents">{say('rights.agents')}</Link>
  const point = useWrongFocus(error)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isPending) return
    setTried(true)
    if (gapsOf(draft).size > 0) return point()
    const body = { login: draft.login.trim(), name: draft.name.trim(), email: draft.email.trim(), locale: draft.locale }
    mutate(body, {
      onSuccess: (now) => {
        toast(say('rights.agent.made', { name: now.name }), { icon: check })
        setMade(now)
      },
    })
  }
  if (made) {
    return (
      <Page title={made.name} above={above} words={say('rights.agent.made.words', { name: made.name })}>
        <SignInHelp kind="agent" id={made.id} name={made.name} email={made.email} valid fresh onSent={() => void navigate({ to: '/admin/people/agents/$id', params: { id: made.id } })} />
        <FormSection title={say('rights.agent.next')} words={say('rights.agent.next.words')}>
          <div>
            <Link to="/admin/people/agents/$id" params={{ id: made.id }} className={buttonClass()}>
              {say('rights.agent.next.do')}
            </Link>
          </div>
        </FormSection>
      </Page>
    )
  }
  return (
    <Page
      title={say('rights.agent.new')}
      words={say('rights.agent.new.words')}
      above={above}
      foot={
        <Button look="primary" type="submit" form="agent" aria-disabled={isPending}>
          {say('rights.agent.create')}
        </Button>
      }
    >
      <form id="agent" noValidate onSubmit={submit}>
        <FormSection title={say('rights.person')} words={say('rights.person.words')}>
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
      </form>
      {error && refused.size === 0 ? (
        <Hint look="bad" role="alert">
          {common(problemWord(error))}
        </Hint>
      ) : null}
      {question}
    </Page>
  )
}
