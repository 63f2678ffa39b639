import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import check from 'icon:check'
import { Button, Checkbox, FormSection, Page, rows, Sheet, Stamp, toast, Waiting } from '../../kit'
import { Failed, problemWord, useWireWords } from '../../wire'
import { type AgentFull, agentQuery, rolesQuery, seenQuery, useChangeAgent } from './api'
import { useRightsWords } from './words'
import { Words } from './Words'

/** One agent: whether they count, their roles, and what they see. */
export const AgentPage = () => (
  <Words>
    <Agent />
  </Words>
)

function Agent() {
  const say = useRightsWords()
  const { id } = useParams({ from: '/admin/people/agents/$id' })
  const { data, error, refetch } = useQuery(agentQuery(id))
  return (
    <Page title={data?.name ?? say('rights.agent')} words={data ? `${data.login} · ${data.email}` : null} above={<Link to="/admin/people/agents">{say('rights.agents')}</Link>}>
      {data ? <Facts agent={data} /> : error ? <Failed error={error} onRetry={() => void refetch()} /> : <Waiting widths={[40, 90, 40, 90]} />}
    </Page>
  )
}

function Facts({ agent }: { agent: AgentFull }) {
  const say = useRightsWords()
  const common = useWireWords()
  const { data: roles } = useQuery(rolesQuery)
  const { mutate, isPending } = useChangeAgent()
  const change = (changes: { valid?: boolean; roles?: number[] }, words: string) =>
    mutate(
      { id: agent.id, ...changes },
      { onError: (problem) => toast(common(problemWord(problem)), { look: 'bad' }), onSuccess: () => toast(words, { icon: check }) },
    )
  const turn = (id: number, name: string, has: boolean) =>
    change({ roles: has ? [...agent.roles, id] : agent.roles.filter((one) => one !== id) }, say(has ? 'rights.role.given' : 'rights.role.taken', { role: name, name: agent.name }))
  return (
    <>
      <FormSection title={say('rights.validity')} words={say('rights.validity.words')}>
        <p>
          <Stamp look={agent.valid ? 'ok' : 'muted'}>{say(agent.valid ? 'rights.valid' : 'rights.invalid')}</Stamp>
        </p>
        <Button
          look={agent.valid ? 'danger' : 'secondary'}
          aria-disabled={isPending}
          onClick={() => (isPending ? undefined : change({ valid: !agent.valid }, say(agent.valid ? 'rights.invalid.done' : 'rights.valid.done', { name: agent.name })))}
        >
          {say(agent.valid ? 'rights.invalid.do' : 'rights.valid.do')}
        </Button>
      </FormSection>
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
      <FormSection title={say('rights.sees')} words={say('rights.sees.words')}>
        <Sees id={agent.id} />
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
