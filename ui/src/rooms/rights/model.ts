import type { AgentLine, Matrix, MatrixChange, Role } from './api'

/** The seven, in the order of OTRS. */
export const permissions = ['ro', 'move_into', 'create', 'note', 'owner', 'priority', 'rw'] as const
export type Permission = (typeof permissions)[number]

/** Of what the matrix shows a plane: what one role or agent has in all groups, or what all have in one group. */
export type Plane = `role:${string}` | `agent:${string}` | `group:${string}`

/** A line of a plane: one role or agent in one group. */
export interface Line {
  key: string
  kind: 'role' | 'agent'
  /** Of the role or agent. */
  id: string
  group: number
  label: string
  valid: boolean
  has: ReadonlySet<string>
}

/** The lines of a plane. */
export function linesOf(matrix: Matrix, plane: Plane): Line[] {
  const [what, id] = [plane.slice(0, plane.indexOf(':')), plane.slice(plane.indexOf(':') + 1)]
  const rows = [...matrix.roles.map((row) => ({ kind: 'role' as const, row })), ...matrix.agents.map((row) => ({ kind: 'agent' as const, row }))]
  return rows.flatMap(({ kind, row }) =>
    matrix.groups.flatMap((group) => {
      const shown = what === 'group' ? String(group.id) === id : what === kind && row.id === id
      if (!shown) return []
      const cell = row.cells.find((one) => one.group === group.id)
      const of = what === 'group' ? row : group
      return [{ key: `${kind}:${row.id}:${group.id}`, kind, id: row.id, group: group.id, label: of.name, valid: of.valid, has: new Set(cell?.permissions) }]
    }),
  )
}

/** What is sent to give a permission in a line, or to take it away. */
export function changeOf(line: Line, permission: Permission, give: boolean): MatrixChange {
  const cell = { id: line.id, group: line.group, permissions: nextOf(line, permission, give) }
  return line.kind === 'role' ? { roles: [cell] } : { agents: [cell] }
}

/** The permissions of a line, one given or taken away. */
export const nextOf = (line: Line, permission: Permission, give: boolean) => permissions.filter((one) => (one === permission ? give : line.has.has(one)))

/** Who reads in the queues of a group: valid agents with `ro` or `rw`, directly or by a valid role. The same rule as the server's. */
export function readersIn(matrix: Matrix, agents: AgentLine[], roles: Role[], group: number): Set<string> {
  const reads = (cells: Matrix['agents'][number]['cells'] | undefined) =>
    cells?.some((cell) => cell.group === group && (cell.permissions.includes('ro') || cell.permissions.includes('rw'))) ?? false
  if (!matrix.groups.some(({ id, valid }) => id === group && valid)) return new Set()
  const reading = roles.filter(({ id, valid }) => valid && reads(matrix.roles.find((row) => row.id === String(id))?.cells))
  const may = ({ id }: AgentLine) => reads(matrix.agents.find((row) => row.id === id)?.cells) || reading.some(({ members }) => members.includes(id))
  return new Set(agents.filter((agent) => agent.valid && may(agent)).map(({ id }) => id))
}
