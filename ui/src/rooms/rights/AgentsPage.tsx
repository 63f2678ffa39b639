import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { Page, rows, Sheet, Stamp, TextField, Waiting } from '../../kit'
import { Failed } from '../../wire'
import { type AgentLine, agentsQuery, rolesQuery } from './api'
import { useRightsWords } from './words'
import { Words } from './Words'

/** All agents, with their roles. */
export const AgentsPage = () => (
  <Words>
    <Agents />
  </Words>
)

function Agents() {
  const say = useRightsWords()
  const { data, error, refetch } = useQuery(agentsQuery)
  return (
    <Page title={say('rights.agents')} words={say('rights.agents.words')}>
      {data ? <List agents={data} /> : error ? <Failed error={error} onRetry={() => void refetch()} /> : <Waiting widths={[60, 90, 60, 90]} />}
    </Page>
  )
}

function List({ agents }: { agents: AgentLine[] }) {
  const say = useRightsWords()
  const { data: roles } = useQuery(rolesQuery)
  const [q, setQ] = useState('')
  const wanted = q.trim().toLocaleLowerCase()
  const found = agents.filter(({ name, login, email }) => [name, login, email].some((text) => text.toLocaleLowerCase().includes(wanted)))
  const named = (ids: number[]) => ids.flatMap((id) => roles?.find((role) => role.id === id)?.name ?? [])
  return (
    <>
      <TextField label={say('rights.agents.search')} type="search" value={q} onChange={(event) => setQ(event.currentTarget.value)} />
      <p role="status">{say('rights.agents.found', { count: found.length })}</p>
      <Sheet>
        <ul aria-label={say('rights.agents')}>
          {found.map((agent) => (
            <li key={agent.id} className={rows.row}>
              <div className={rows.what}>
                <p className={rows.name}>
                  <Link to="/admin/people/agents/$id" params={{ id: agent.id }}>
                    {agent.name}
                  </Link>
                  {agent.valid ? null : <Stamp look="muted">{say('rights.invalid')}</Stamp>}
                  {agent.administrator ? <Stamp look="pen">{say('rights.administrator')}</Stamp> : null}
                </p>
                <p className={rows.line}>
                  {agent.login} · {agent.email}
                </p>
                {agent.roles.length > 0 ? <p className={rows.line}>{named(agent.roles).join(', ')}</p> : null}
              </div>
            </li>
          ))}
        </ul>
      </Sheet>
    </>
  )
}
