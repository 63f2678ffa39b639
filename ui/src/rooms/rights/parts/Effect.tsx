import { useQuery } from '@tanstack/react-query'
import { Hint, Waiting } from '../../../kit'
import { agentsQuery, matrixQuery, rolesQuery } from '../api'
import { readersIn } from '../model'
import { useRightsWords } from '../words'

/** Who would see a queue no more, and who newly, if it went into another group. */
export function Effect({ from, to }: { from: number; to: number }) {
  const say = useRightsWords()
  const { data: matrix } = useQuery(matrixQuery)
  const { data: agents } = useQuery(agentsQuery)
  const { data: roles } = useQuery(rolesQuery)
  if (!matrix || !agents || !roles) return <Waiting widths={[90]} />
  const [before, after] = [readersIn(matrix, agents, roles, from), readersIn(matrix, agents, roles, to)]
  const names = (some: Set<string>, without: Set<string>) => agents.filter(({ id }) => some.has(id) && !without.has(id)).map(({ name }) => name)
  const [lost, won] = [names(before, after), names(after, before)]
  return (
    <Hint look={lost.length > 0 ? 'stale' : 'pen'} role="status">
      {lost.length > 0 ? <p>{say('rights.queue.lost', { count: lost.length, names: lost.join(', ') })}</p> : null}
      {won.length > 0 ? <p>{say('rights.queue.won', { count: won.length, names: won.join(', ') })}</p> : null}
      {lost.length + won.length === 0 ? <p>{say('rights.queue.same')}</p> : null}
    </Hint>
  )
}
