import { expect, test } from 'vitest'
import openapi from '../../../../docs/generated/openapi.json'
import { scopes, scopesFor } from './scopes'

test('every_scope_that_is_offered_opens_an_operation_of_the_server', () => {
  const served = new Set<string>()
  for (const path of Object.values(openapi.paths)) {
    for (const [method, { operationId }] of Object.entries(path)) served.add(`${operationId.split('.')[0]}:${method === 'get' ? 'read' : 'write'}`)
  }
  // What is needed besides stands beside what it is needed for.
  for (const { scope } of scopes) expect(served, scope).toContain(scope.replace(':sensitive', ':write'))
})

test('scopes_without_the_right_behind_them_are_not_offered', () => {
  const offered = (administer: boolean | null, see_audit: boolean | null) => scopesFor({ create_ticket: true, administer, see_audit }).map(({ scope }) => scope)
  expect(offered(true, true)).toEqual(scopes.map(({ scope }) => scope))
  expect(offered(false, true)).not.toContain('people:write')
  expect(offered(true, null)).toContain('people:write')
})
