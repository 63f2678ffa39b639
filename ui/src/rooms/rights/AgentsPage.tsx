import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import plus from 'icon:plus'
import { buttonClass, Icon, Page, rows, Stamp, Waiting } from '../../kit'
import { Failed } from '../../wire'
import { type AgentLine, agentsQuery, rolesQuery } from './api'
import { Finder } from './parts/Finder'
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
    <Page
      title={say('rights.agents')}
      words={say('rights.agents.words')}
      acts={
        <Link to="/admin/people/agents/$id" params={{ id: 'new' }} className={buttonClass('primary')}>
          <Icon d={plus} />
          {say('rights.agent.new')}
        </Link>
      }
    >
      {data ? <List agents={data} /> : error ? <Failed error={error} onRetry={() => void refetch()} /> : <Waiting widths={[60, 90, 60, 90]} />}
    </Page>
  )
}

function List({ agents }: { agents: AgentLine[] }) {
  const say = useRightsWords()
  const { data: roles } = useQuery(rolesQuery)
  const named = (ids: number[]) => ids.flatMap((id) => roles?.find((role) => role.id === id)?.name ?? [])
  return (
    <Finder
      label={say('rights.agents')}
      search={say('rights.agents.search')}
      items={agents}
      keyOf={({ id }) => id}
      texts={({ name, login, email, roles: own }) => [name, login, email, ...named(own)]}
      found={(count) => say('rights.agents.found', { count })}
      none={say('rights.agents.found', { count: 0 })}
      draw={(agent) => (
        <>
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
        </>
      )}
    />
  )
}
