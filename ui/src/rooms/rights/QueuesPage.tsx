import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Page, rows, Stamp, Waiting } from '../../kit'
import { Failed } from '../../wire'
import { agentsQuery, type Queue, queuesQuery } from './api'
import { Finder } from './parts/Finder'
import { useRightsWords } from './words'
import { Words } from './Words'

/** All queues, and whom each lets in. */
export const QueuesPage = () => (
  <Words>
    <Queues />
  </Words>
)

function Queues() {
  const say = useRightsWords()
  const { data, error, refetch } = useQuery(queuesQuery)
  return (
    <Page title={say('rights.queues')} words={say('rights.queues.words')}>
      {data ? <List queues={data} /> : error ? <Failed error={error} onRetry={() => void refetch()} /> : <Waiting widths={[50, 90, 50, 90]} />}
    </Page>
  )
}

function List({ queues }: { queues: Queue[] }) {
  const say = useRightsWords()
  const { data: agents } = useQuery(agentsQuery)
  const stewards = (queue: Queue) => agents?.filter(({ id }) => queue.stewards.includes(id)).map(({ name }) => name) ?? []
  return (
    <Finder
      label={say('rights.queues')}
      search={say('rights.queues.search')}
      items={queues}
      keyOf={({ id }) => id}
      texts={(queue) => [queue.name, queue.group_name, ...stewards(queue)]}
      found={(count) => say('rights.queues.found', { count })}
      none={say('rights.queues.none')}
      draw={(queue) => (
        <>
          <p className={rows.name}>
            <Link to="/admin/people/queues/$id" params={{ id: queue.id }}>
              {queue.name.replaceAll('::', ' › ')}
            </Link>
            {queue.confidential ? <Stamp look="outline">{say('rights.confidential')}</Stamp> : null}
          </p>
          <p className={rows.line}>
            {say('rights.queue.group', { name: queue.group_name })}
            {queue.group_valid ? null : ` (${say('rights.invalid')})`}
          </p>
          {stewards(queue).length > 0 ? <p className={rows.line}>{say('rights.group.stewards', { names: stewards(queue).join(', ') })}</p> : null}
        </>
      )}
    />
  )
}
