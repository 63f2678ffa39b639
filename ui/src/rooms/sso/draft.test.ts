import { describe, expect, it } from 'vitest'
import type { Provider } from './api'
import { changesOf, directories, directoryOf, draftProvider, findGaps, newDomain, newRule, ofKind, sentProvider, withPreset } from './draft'

const provider: Provider = {
  id: 'idp_1',
  kind: 'oidc',
  side: 'agents',
  name: 'Süd',
  oidc: { issuer: 'https://id.example', client_id: 'desk', scopes: 'profile email', roots: null, trusts_addresses: false },
  mapping: {
    login_claim: 'preferred_username',
    name_claim: 'display_name',
    address_claim: 'email',
    groups_claim: 'groups',
    creates_accounts: true,
    may_give_admin: false,
    rules: [
      { value: 'a', role: 3 },
      { value: 'b', group: 1, permissions: ['ro', 'note'] },
    ],
    domains: [],
  },
  two_factors: false,
  position: 1,
  valid: true,
  version: 1,
  saml: null,
  ldap: null,
  identity: null,
  callback: '',
  logout: '',
  metadata: null,
  can: { change: true, remove: true, try_out: true },
}

describe('a provider while it is written', () => {
  it('changes nothing until something is changed', () => {
    expect(changesOf(draftProvider(provider), provider)).toEqual({})
  })

  it('sends one rule for each permission, and keeps claims that the form does not show', () => {
    const sent = sentProvider(draftProvider(provider), provider)
    expect(sent.mapping?.rules).toEqual([
      { value: 'a', role: 3 },
      { value: 'b', group: 1, permissions: ['ro'] },
      { value: 'b', group: 1, permissions: ['note'] },
    ])
    expect(sent.mapping?.name_claim).toBe('display_name')
  })

  it('names only the parts that changed', () => {
    const draft = { ...draftProvider(provider), name: 'Nord', secret: 's' }
    expect(changesOf(draft, provider)).toEqual({ name: 'Nord', secret: 's' })
  })

  it('wants the secret again when it would go elsewhere', () => {
    const draft = draftProvider(provider)
    expect(findGaps(draft, provider)).toEqual([])
    expect(findGaps({ ...draft, issuer: 'https://other.example' }, provider)).toEqual(['secret'])
    expect(findGaps({ ...draft, clientId: '' }, provider)).toEqual(['client_id', 'secret'])
  })

  it('finds what is missing, also in rules and domains, and a directory that is not named yet', () => {
    const draft = draftProvider(null)
    expect(findGaps(draft, null)).toEqual(['name', 'issuer', 'client_id', 'secret'])
    const whole = { ...draft, name: 'N', issuer: 'https://id.example', clientId: 'c', secret: 's' }
    expect(findGaps({ ...whole, rules: [newRule()] }, null)).toEqual(['groups_claim', 'rules'])
    const domain = { ...newDomain(), domain: 'kkg.example', customer: 'KKG' }
    expect(findGaps({ ...whole, side: 'customers', domains: [domain] }, null)).toEqual([])
    expect(findGaps({ ...whole, side: 'customers', domains: [{ ...domain, domain: '@kkg' }] }, null)).toEqual(['domains'])
    const preset = { name: 'entra', title: 'Microsoft', issuer: 'https://login.example/{tenant}/v2.0', scopes: 'email', login_claim: 'upn', groups_claim: null, trusts_addresses: false, source: '' }
    expect(findGaps(withPreset(whole, preset), null)).toEqual(['issuer'])
  })

  it('sends customers no rules, and agents no domains', () => {
    const draft = { ...draftProvider(provider), side: 'customers' as const, mayGiveAdmin: true }
    expect(sentProvider(draft, null).mapping).toMatchObject({ rules: [], may_give_admin: false })
  })

  it('is reached by its metadata when it speaks SAML', () => {
    const draft = { ...ofKind(draftProvider(null), 'saml'), name: 'Nord' }
    expect(findGaps(draft, null)).toEqual(['metadata_url'])
    const byAddress = sentProvider({ ...draft, metadataUrl: 'https://id.example/metadata' }, null)
    expect(byAddress.saml?.metadata_url).toBe('https://id.example/metadata')
    expect([byAddress.oidc, byAddress.secret, byAddress.metadata]).toEqual([undefined, undefined, undefined])
    expect(byAddress.mapping?.address_claim).toBe('mail')
    const byText = sentProvider({ ...draft, metadata: '<x/>' }, null)
    expect([byText.saml?.metadata_url, byText.metadata]).toEqual([null, '<x/>'])
  })

  it('is searched as the search account when it is a directory', () => {
    const draft = { ...ofKind(draftProvider(null), 'ldap'), name: 'Haus' }
    expect(findGaps(draft, null)).toEqual(['host', 'base', 'bind_dn', 'secret'])
    const ldap = { ...draft.ldap, ...directories.ad, host: 'dc.example', port: '0', base: 'dc=example', bindDn: 'cn=desk' }
    expect(directoryOf(ldap)).toBe('ad')
    const whole = { ...draft, ldap, secret: 's' }
    expect(findGaps(whole, null)).toEqual(['port'])
    const sent = sentProvider({ ...whole, ldap: { ...ldap, port: '' } }, null)
    expect(sent.ldap).toMatchObject({ host: 'dc.example', port: null, tls: 'ldaps', subject_attribute: 'objectGUID', member_of: null, trusts_addresses: true })
    expect([sent.oidc, sent.saml, sent.mapping?.groups_claim, sent.secret]).toEqual([undefined, undefined, 'groups', 's'])
    const kept: Provider = { ...provider, kind: 'ldap', oidc: null, callback: null, logout: null, ldap: { ...sent.ldap!, port: 636 } }
    expect(changesOf(draftProvider(kept), kept)).toEqual({})
    const moved = { ...draftProvider(kept), ldap: { ...draftProvider(kept).ldap, host: 'other.example' } }
    expect(findGaps(moved, kept)).toEqual(['secret'])
    expect(findGaps({ ...moved, ldap: { ...draftProvider(kept).ldap, memberOf: 'cn=desk' } }, kept)).toEqual([])
  })
})
