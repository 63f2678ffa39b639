import type { NewProvider, Preset, Provider, ProviderChanges } from './api'

/** What a value of the groups claim gives, while it is written. */
export interface DraftRule {
  key: number
  value: string
  /** `role:3` or `group:1`. */
  target: string
  /** What may be done in a group. */
  permission: string
}

export interface DraftDomain {
  key: number
  domain: string
  customer: string
}

/** How a directory is reached and searched, while it is written. */
export interface DraftLdap {
  host: string
  /** Digits, or nothing for the usual one. */
  port: string
  tls: 'ldaps' | 'starttls'
  base: string
  bindDn: string
  loginAttribute: string
  subjectAttribute: string
  objectClass: string
  memberOf: string
  groupBase: string
  linksLogins: boolean
}

/** A provider while it is written. The secret only goes in. */
export interface Draft {
  kind: Provider['kind']
  side: Provider['side']
  name: string
  issuer: string
  clientId: string
  secret: string
  scopes: string
  roots: string
  metadataUrl: string
  /** Metadata as text. They only go in. */
  metadata: string
  entityId: string
  unsolicited: boolean
  ldap: DraftLdap
  trustsAddresses: boolean
  twoFactors: boolean
  createsAccounts: boolean
  mayGiveAdmin: boolean
  loginClaim: string
  nameClaim: string
  addressClaim: string
  groupsClaim: string
  rules: DraftRule[]
  domains: DraftDomain[]
}

let keys = 0
export const newRule = (): DraftRule => ({ key: ++keys, value: '', target: '', permission: 'rw' })
export const newDomain = (): DraftDomain => ({ key: ++keys, domain: '', customer: '' })

export const permissions = ['ro', 'note', 'create', 'move_into', 'owner', 'priority', 'rw'] as const

/** What is usual in directories that many have. */
export const directories = {
  openldap: { loginAttribute: 'uid', subjectAttribute: 'entryUUID', objectClass: 'inetOrgPerson' },
  ad: { loginAttribute: 'sAMAccountName', subjectAttribute: 'objectGUID', objectClass: 'user' },
} as const
export type Directory = keyof typeof directories

/** Which of them a draft is like. */
export const directoryOf = ({ loginAttribute, subjectAttribute, objectClass }: DraftLdap): Directory | null => {
  const same = (name: Directory) => {
    const usual = directories[name]
    return usual.loginAttribute === loginAttribute && usual.subjectAttribute === subjectAttribute && usual.objectClass === objectClass
  }
  return same('openldap') ? 'openldap' : same('ad') ? 'ad' : null
}

const fresh: Draft = {
  kind: 'oidc',
  side: 'agents',
  name: '',
  issuer: '',
  clientId: '',
  secret: '',
  scopes: 'profile email',
  roots: '',
  metadataUrl: '',
  metadata: '',
  entityId: '',
  unsolicited: false,
  ldap: { host: '', port: '', tls: 'ldaps', base: '', bindDn: '', ...directories.openldap, memberOf: '', groupBase: '', linksLogins: false },
  trustsAddresses: false,
  twoFactors: false,
  createsAccounts: false,
  mayGiveAdmin: false,
  loginClaim: 'preferred_username',
  nameClaim: 'name',
  addressClaim: 'email',
  groupsClaim: '',
  rules: [],
  domains: [],
}

/** What providers of each kind usually call things. Of a directory the desk says it as OpenID Connect does. */
export const ofKind = (draft: Draft, kind: Draft['kind']): Draft =>
  kind === 'ldap'
    ? { ...draft, kind, loginClaim: fresh.loginClaim, nameClaim: fresh.nameClaim, addressClaim: fresh.addressClaim, groupsClaim: 'groups', trustsAddresses: true, twoFactors: false }
    : kind === 'saml'
    ? { ...draft, kind, loginClaim: 'uid', nameClaim: 'displayName', addressClaim: 'mail', trustsAddresses: true }
    : { ...draft, kind, loginClaim: fresh.loginClaim, nameClaim: fresh.nameClaim, addressClaim: fresh.addressClaim, trustsAddresses: false }

const draftLdap = (ldap: NonNullable<Provider['ldap']>): DraftLdap => ({
  host: ldap.host,
  port: ldap.port ? String(ldap.port) : '',
  tls: ldap.tls ?? 'ldaps',
  base: ldap.base,
  bindDn: ldap.bind_dn,
  loginAttribute: ldap.login_attribute ?? '',
  subjectAttribute: ldap.subject_attribute ?? '',
  objectClass: ldap.object_class ?? '',
  memberOf: ldap.member_of ?? '',
  groupBase: ldap.group_base ?? '',
  linksLogins: ldap.links_logins ?? false,
})

const sentLdap = (draft: DraftLdap): NonNullable<NewProvider['ldap']> => ({
  host: draft.host.trim(),
  port: draft.port.trim() ? Number(draft.port) : null,
  tls: draft.tls,
  base: draft.base.trim(),
  bind_dn: draft.bindDn.trim(),
  login_attribute: draft.loginAttribute.trim(),
  subject_attribute: draft.subjectAttribute.trim(),
  object_class: draft.objectClass.trim() || null,
  member_of: draft.memberOf.trim() || null,
  group_base: draft.groupBase.trim() || null,
  links_logins: draft.linksLogins,
})

/** What a form begins with. */
export function draftProvider(provider: Provider | null): Draft {
  if (!provider) return fresh
  const { oidc, saml, ldap, mapping } = provider
  const rules = (mapping.rules ?? []).flatMap((rule) => {
    const one = { value: rule.value, target: rule.role ? `role:${rule.role}` : `group:${rule.group}` }
    const given = rule.permissions?.length ? rule.permissions : ['rw']
    return given.map((permission) => ({ key: ++keys, ...one, permission }))
  })
  return {
    kind: provider.kind,
    side: provider.side,
    name: provider.name,
    issuer: oidc?.issuer ?? '',
    clientId: oidc?.client_id ?? '',
    secret: '',
    scopes: oidc?.scopes ?? '',
    roots: oidc?.roots ?? saml?.roots ?? ldap?.roots ?? '',
    metadataUrl: saml?.metadata_url ?? '',
    metadata: '',
    entityId: saml?.entity_id ?? '',
    unsolicited: saml?.unsolicited ?? false,
    ldap: ldap ? draftLdap(ldap) : fresh.ldap,
    trustsAddresses: oidc?.trusts_addresses ?? saml?.trusts_addresses ?? ldap?.trusts_addresses ?? false,
    twoFactors: provider.two_factors,
    createsAccounts: mapping.creates_accounts ?? false,
    mayGiveAdmin: mapping.may_give_admin ?? false,
    loginClaim: mapping.login_claim ?? '',
    nameClaim: mapping.name_claim ?? '',
    addressClaim: mapping.address_claim ?? '',
    groupsClaim: mapping.groups_claim ?? '',
    rules,
    domains: (mapping.domains ?? []).map((one) => ({ key: ++keys, ...one })),
  }
}

/** A draft with what is usual at a provider. */
export const withPreset = (draft: Draft, preset: Preset): Draft => ({
  ...draft,
  name: draft.name || preset.title,
  issuer: preset.issuer,
  scopes: preset.scopes,
  loginClaim: preset.login_claim,
  groupsClaim: preset.groups_claim ?? '',
  trustsAddresses: preset.trusts_addresses,
})

/** How a provider is reached, as it is sent. */
function reached(draft: Draft, old: Provider | null): Pick<NewProvider, 'oidc' | 'secret' | 'saml' | 'ldap' | 'metadata'> {
  const both = { roots: draft.roots.trim() || null, trusts_addresses: draft.trustsAddresses }
  if (draft.kind === 'oidc') {
    return { oidc: { issuer: draft.issuer.trim(), client_id: draft.clientId.trim(), scopes: draft.scopes.trim(), ...both }, secret: draft.secret }
  }
  if (draft.kind === 'ldap') return { ldap: { ...sentLdap(draft.ldap), ...both }, secret: draft.secret }
  const saml = { ...old?.saml, metadata_url: draft.metadataUrl.trim() || null, entity_id: draft.entityId.trim() || null, unsolicited: draft.unsolicited, ...both }
  return { saml, ...(draft.metadata.trim() ? { metadata: draft.metadata } : {}) }
}

/** What is sent of a draft. */
export function sentProvider(draft: Draft, old: Provider | null): NewProvider {
  const rules = draft.rules.map(({ value, target, permission }) => {
    const [kind, id] = target.split(':')
    return kind === 'role' ? { value: value.trim(), role: Number(id) } : { value: value.trim(), group: Number(id), permissions: [permission] }
  })
  const forAgents = draft.side === 'agents'
  return {
    side: draft.side,
    name: draft.name.trim(),
    ...reached(draft, old),
    two_factors: draft.twoFactors,
    mapping: {
      ...old?.mapping,
      login_claim: draft.loginClaim.trim(),
      name_claim: draft.nameClaim.trim(),
      address_claim: draft.addressClaim.trim(),
      groups_claim: draft.groupsClaim.trim() || null,
      creates_accounts: draft.createsAccounts,
      may_give_admin: forAgents && draft.mayGiveAdmin,
      rules: forAgents ? rules : [],
      domains: forAgents ? [] : draft.domains.map(({ domain, customer }) => ({ domain: domain.trim(), customer: customer.trim() })),
    },
  }
}

/** What a draft changes: empty if nothing. */
export function changesOf(draft: Draft, provider: Provider): ProviderChanges {
  const wanted = sentProvider(draft, provider)
  const old = sentProvider(draftProvider(provider), provider)
  const parts = ['name', 'oidc', 'saml', 'ldap', 'metadata', 'two_factors', 'mapping'] as const
  const changed = parts.filter((part) => JSON.stringify(wanted[part]) !== JSON.stringify(old[part])).map((part) => [part, wanted[part]])
  return { ...(Object.fromEntries(changed) as ProviderChanges), ...(draft.secret ? { secret: draft.secret } : {}) }
}

type LdapField = 'host' | 'port' | 'base' | 'bind_dn' | 'login_attribute' | 'subject_attribute' | 'object_class' | 'member_of' | 'group_base'
export type Field = LdapField | 'name' | 'issuer' | 'client_id' | 'secret' | 'scopes' | 'roots' | 'metadata_url' | 'metadata' | 'entity_id' | 'login_claim' | 'groups_claim' | 'rules' | 'domains'

function findOidcGaps(draft: Draft, provider: Provider | null): Field[] {
  const gaps: Field[] = []
  if (!/^https:\/\/[^{}?#\s]+$/.test(draft.issuer.trim())) gaps.push('issuer')
  if (draft.clientId.trim() === '') gaps.push('client_id')
  const old = provider?.oidc
  const elsewhere = old && (draft.issuer.trim() !== old.issuer || draft.clientId.trim() !== old.client_id || (draft.roots.trim() || null) !== (old.roots ?? null))
  if (draft.secret === '' && (!provider || elsewhere)) gaps.push('secret')
  return gaps
}

function findSamlGaps(draft: Draft, provider: Provider | null): Field[] {
  const url = draft.metadataUrl.trim()
  if (url !== '') return /^https:\/\/\S+$/.test(url) ? [] : ['metadata_url']
  const hasText = provider?.saml !== null && provider?.saml?.metadata_url === null
  return draft.metadata.trim() === '' && !hasText ? ['metadata_url'] : []
}

function findLdapGaps({ ldap, roots, secret }: Draft, provider: Provider | null): Field[] {
  const gaps: Field[] = []
  if (!/^[^\s/]+$/.test(ldap.host.trim())) gaps.push('host')
  const port = ldap.port.trim()
  if (port !== '' && !(/^\d{1,5}$/.test(port) && Number(port) > 0 && Number(port) < 65_536)) gaps.push('port')
  if (ldap.base.trim() === '') gaps.push('base')
  if (ldap.bindDn.trim() === '') gaps.push('bind_dn')
  if (ldap.loginAttribute.trim() === '') gaps.push('login_attribute')
  if (ldap.subjectAttribute.trim() === '') gaps.push('subject_attribute')
  const place = (one: DraftLdap, pem: string) => JSON.stringify([one.host.trim(), one.port.trim(), one.tls, one.base.trim(), one.bindDn.trim(), one.subjectAttribute.trim(), pem.trim()])
  const old = provider && draftProvider(provider)
  if (secret === '' && (!old || place(ldap, roots) !== place(old.ldap, old.roots))) gaps.push('secret')
  return gaps
}

const findKindGaps = { oidc: findOidcGaps, saml: findSamlGaps, ldap: findLdapGaps }

/** The fields that miss something before the server is asked. */
export function findGaps(draft: Draft, provider: Provider | null): Field[] {
  const gaps: Field[] = []
  if (draft.name.trim() === '') gaps.push('name')
  gaps.push(...findKindGaps[draft.kind](draft, provider))
  if (draft.loginClaim.trim() === '') gaps.push('login_claim')
  if (draft.side === 'agents' && draft.rules.length > 0 && draft.groupsClaim.trim() === '') gaps.push('groups_claim')
  if (draft.side === 'agents' && draft.rules.some(({ value, target }) => value.trim() === '' || target === '')) gaps.push('rules')
  if (draft.side === 'customers' && draft.domains.some(({ domain, customer }) => !/^[\w-]+(\.[\w-]+)+$/.test(domain.trim()) || customer.trim() === '')) gaps.push('domains')
  return gaps
}
