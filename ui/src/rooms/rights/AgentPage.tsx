import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import check from 'icon:check'
import { type FormEvent, useState } from 'react'
import { Button, Checkbox, Dialog, Foot, FormSection, Hint, Page, rows, Sheet, Stamp, toast, Waiting } from '../../kit'
import { Behind, Failed, problemWord, useDraft, useLeaving, useMe, useWireWords, useWrongFocus } from '../../wire'
import { SignInHelp } from '../access'
import { type AgentFull, agentQuery, rolesQuery, seenQuery, useChangeAgent } from './api'
import { NewAgent } from './parts/NewAgent'
import { gapsOf, refusedOf } from './parts/person'
import { PersonFields } from './parts/PersonFields'
import { Validity } from './parts/Validity'
import { useRightsWords } from './words'
import { Words } from './Words'

/** One agent: who they are, how they sign in, whether they count, their roles, and what they see; or a new one. */
export const AgentPage = () => (
  <Words>
    <Agent />
  </Words>
)

function Agent() {
  const { id } = useParams({ from: '/admin/people/agents/$id' })
  return id === 'new' ? <NewAgent /> : <Known id={id} key={id} />
}

const Back = () => <Link to="/admin/people/agents">{useRightsWords()('rights.agents')}</Link>

function Known({ id }: { id: string }) {
  const say = useRightsWords()
  const { data, error, refetch } = useQuery(agentQuery(id))
  if (data) return <Whole agent={data} />
  return (
    <Page title={say('rights.agent')} above={<Back />}>
      {error ? <Failed error={error} onRetry={() => void refetch()} /> : <Waiting widths={[40, 90, 40, 90]} />}
    </Page>
  )
}

function Whole({ agent }: { agent: AgentFull }) {
  const say = useRightsWords()
  const common = useWireWords()
  const { mutate, isPending, error, reset } = useChangeAgent()
  const { draft, changes, count, behind, set, load, settle } = useDraft({ name: agent.name, email: agent.email, locale: agent.locale })
  const { question } = useLeaving(count > 0)
  const [tried, setTried] = useState(false)
  const person = { login: agent.login, ...draft }
  const gaps = tried ? gapsOf(person) : new Map()
  const refused = error ? refusedOf(error) : new Map()
  const point = useWrongFocus(error)
  const save = (event: FormEvent) => {
    event.preventDefault()
    if (isPending || count === 0) return
    setTried(true)
    if (gapsOf(person).size > 0) return point()
    const onSuccess = ({ name, email, locale }: AgentFull) => {
      toast(say('rights.agent.saved', { name }), { icon: check })
      settle({ name, email, locale })
    }
    mutate({ id: agent.id, ...changes }, { onSuccess })
  }
  return (
    <Page
      title={agent.name}
      words={say('rights.person.login.is', { login: agent.login })}
      above={<Back />}
      acts={
        <>
          {agent.administrator ? <Stamp look="pen">{say('rights.administrator')}</Stamp> : null}
          {agent.valid ? null : <Stamp look="muted">{say('rights.invalid')}</Stamp>}
        </>
      }
      foot={
        count > 0 ? (
          <>
            <Button look="primary" type="submit" form="agent" aria-disabled={isPending}>
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
      <form id="agent" noValidate onSubmit={save}>
        <FormSection title={say('rights.person')} words={say('rights.person.words')}>
          <PersonFields
            draft={person}
            gaps={gaps.size > 0 ? gaps : refused}
            onChange={({ login: _, ...part }) => {
              set(part)
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
      <Standing agent={agent} />
      <SignInHelp kind="agent" id={agent.id} name={agent.name} email={agent.email} valid={agent.valid} />
      <FormSection title={say('rights.sees')} words={say('rights.sees.words')}>
        <Sees id={agent.id} />
      </FormSection>
      {question}
    </Page>
  )
}

function Standing({ agent }: { agent: AgentFull }) {
  const say = useRightsWords()
  const common = useWireWords()
  const me = useMe()
  const [asking, setAsking] = useState(false)
  const { data: roles } = useQuery(rolesQuery)
  const { mutate, isPending } = useChangeAgent()
  const change = (changes: { valid?: boolean; roles?: number[] }, words: string, back?: { valid?: boolean; roles?: number[] }) =>
    mutate(
      { id: agent.id, ...changes },
      {
        onError: (problem) => toast(common(problemWord(problem)), { look: 'bad' }),
        onSuccess: () => toast(words, { icon: check, undo: back ? { label: common('wire.undo'), run: () => change(back, say('rights.undone')) } : undefined }),
      },
    )
  const turn = (id: number, name: string, has: boolean) =>
    change({ roles: has ? [...agent.roles, id] : agent.roles.filter((one) => one !== id) }, say(has ? 'rights.role.given' : 'rights.role.taken', { role: name, name: agent.name }), {
      roles: agent.roles,
    })
  const validate = (valid: boolean) => {
    setAsking(false)
    change({ valid }, say(valid ? 'rights.valid.done' : 'rights.invalid.done', { name: agent.name }), valid ? undefined : { valid: true })
  }
  return (
    <>
      <Validity valid={agent.valid} words={say('rights.validity.words')} busy={isPending} onTurn={(valid) => (agent.id === me.id ? setAsking(true) : validate(valid))} />
      <Dialog open={asking} onClose={() => setAsking(false)} title={say('rights.self.ask')} closeLabel={common('wire.close')}>
        <p>{say('rights.self.words')}</p>
        <Foot>
          <Button look="final" onClick={() => validate(false)}>
            {say('rights.invalid.do')}
          </Button>
          <Button look="quiet" onClick={() => setAsking(false)}>
            {common('wire.cancel')}
          </Button>
        </Foot>
      </Dialog>
      <FormSection title={say('rights.roles')} words={say('rights.roles.words')}>
        {roles?.length === 0 ? <p>{say('rights.roles.none')}</p> : null}
        {roles?.map((role) => (
          <Checkbox
            key={role.id}
            label={role.valid ? role.name : `${role.name} (${say('rights.invalid')})`}
            checked={agent.roles.includes(role.id)}
            disabled={isPending}
            onChange={(event) => turn(role.id, role.name, event.currentTarget.checked)}
          />
        ))}
      </FormSection>
    </>
  )
}

function Sees({ id }: { id: string }) {
  const say = useRightsWords()
  const { data, error, refetch } = useQuery(seenQuery(id))
  if (!data) return error ? <Failed error={error} onRetry={() => void refetch()} /> : <Waiting widths={[60, 90, 60]} />
  return (
    <>
      {data.items.length === 0 ? <p>{say('rights.sees.none')}</p> : null}
      <Sheet>
        <ul aria-label={say('rights.sees')}>
          {data.items.map((queue) => (
            <li key={queue.id} className={rows.row}>
              <div className={rows.what}>
                <p className={rows.name}>
                  {queue.name}
                  {queue.confidential ? <Stamp look="outline">{say('rights.confidential')}</Stamp> : null}
                </p>
                {queue.permissions.map(({ permission, direct, roles }) => (
                  <p key={permission} className={rows.line}>
                    {say(direct ? 'rights.sees.direct' : 'rights.sees.role', {
                      permission: say(`rights.${permission as 'ro'}`),
                      group: queue.group,
                      roles: roles.join(', '),
                      count: roles.length,
                    })}
                  </p>
                ))}
              </div>
            </li>
          ))}
        </ul>
      </Sheet>
      <p>{say('rights.sees.restricted', { count: data.member_of })}</p>
    </>
  )
}
