import { expect, test } from 'vitest'
import { onward } from './onward'

const at = (path: string, portal = false) => {
  const { pathname, search, origin } = new URL(path, 'https://alpha.example')
  return onward({ pathname, search, origin }, portal)
}

test('one_goes_on_to_where_one_wanted', () => {
  expect(at('/tickets/7?view=mine')).toBe('/tickets/7?view=mine')
  expect(at('/factors')).toBe('/')
  expect(at(`/factors?next=${encodeURIComponent('/tickets?view=open')}`)).toBe('/tickets?view=open')
  expect(at('/portal/factors?next=/portal/new', true)).toBe('/portal/new')
})

test('nobody_is_sent_elsewhere', () => {
  for (const next of ['//evil.example', 'https://evil.example', '/\\evil.example', 'javascript:alert(1)', '/portal/new', '/\t/evil.example']) {
    expect(at(`/factors?next=${encodeURIComponent(next)}`), next).toBe('/')
  }
  expect(at('/portal/factors?next=/tickets', true)).toBe('/portal')
})
