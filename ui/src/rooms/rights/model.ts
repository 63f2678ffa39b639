import type { Matrix, MatrixChange } from './api'

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
  const next = permissions.filter((one) => (one === permission ? give : line.has.has(one)))
  const cell = { id: line.id, group: line.group, permissions: next }
  return line.kind === 'role' ? { roles: [cell] } : { agents: [cell] }
}
