import { expect, test } from 'vitest'
import type { Matrix } from './api'
import { changeOf, linesOf, readersIn } from './model'

const matrix: Matrix = {
  groups: [
    { id: 1, name: 'users', valid: true },
    { id: 2, name: 'admin', valid: true },
  ],
  agents: [{ id: 'agt_1', name: 'Erika', valid: false, cells: [{ group: 1, permissions: ['ro', 'note'] }] }],
  roles: [{ id: '7', name: 'Night', valid: true, cells: [{ group: 2, permissions: ['rw'] }] }],
}

test('a plane of somebody has a line for each group', () => {
  expect(linesOf(matrix, 'agent:agt_1').map(({ label, has }) => [label, ...has])).toEqual([['users', 'ro', 'note'], ['admin']])
  expect(linesOf(matrix, 'role:7').map(({ label, has }) => [label, ...has])).toEqual([['users'], ['admin', 'rw']])
})

test('a plane of a group has a line for each role and agent', () => {
  const lines = linesOf(matrix, 'group:2')
  expect(lines.map(({ label, kind, valid, has }) => [label, kind, valid, ...has])).toEqual([
    ['Night', 'role', true, 'rw'],
    ['Erika', 'agent', false],
  ])
  expect(linesOf(matrix, 'group:9')).toEqual([])
})

test('a change names the whole cell', () => {
  const [line] = linesOf(matrix, 'agent:agt_1')
  if (!line) throw new Error('no line')
  expect(changeOf(line, 'rw', true)).toEqual({ agents: [{ id: 'agt_1', group: 1, permissions: ['ro', 'note', 'rw'] }] })
  expect(changeOf(line, 'ro', false)).toEqual({ agents: [{ id: 'agt_1', group: 1, permissions: ['note'] }] })
  const [role] = linesOf(matrix, 'role:7')
  if (!role) throw new Error('no line')
  expect(changeOf(role, 'create', true)).toEqual({ roles: [{ id: '7', group: 1, permissions: ['create'] }] })
})

const person = (id: string, valid = true) => ({ id, valid, login: id, name: id, email: `${id}@alpha.example`, locale: 'de', roles: [], administrator: false })

test('who_reads_in_a_group_is_valid_and_has_it_directly_or_by_a_valid_role', () => {
  const cell = (...permissions: string[]) => [{ group: 1, permissions }]
  const row = (id: string, cells: { group: number; permissions: string[] }[]) => ({ id, name: id, valid: true, cells })
  const given = {
    groups: [
      { id: 1, name: 'users', valid: true },
      { id: 2, name: 'gone', valid: false },
    ],
    agents: [row('a', cell('ro')), row('b', cell('note')), row('c', cell('rw')), row('d', [])],
    roles: [row('7', cell('rw')), row('8', cell('rw')), row('9', [{ group: 2, permissions: ['rw'] }])],
  }
  const agents = [person('a'), person('b'), person('c', false), person('d')]
  const role = (id: number, members: string[], valid = true) => ({ id, name: String(id), valid, members })
  expect([...readersIn(given, agents, [role(7, ['d']), role(8, ['b'], false)], 1)]).toEqual(['a', 'd'])
  expect(readersIn(given, agents, [role(9, ['a'])], 2).size).toBe(0)
})
