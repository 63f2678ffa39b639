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

/** What providers of either kind usually call things. */
export const ofKind = (draft: Draft, kind: Draft['kind']): Draft =>
  kind === 'saml'
    ? { ...draft, kind, loginClaim: 'uid', nameClaim: 'displayName', addressClaim: 'mail', trustsAddresses: true }
    : { ...draft, kind, loginClaim: fresh.loginClaim, nameClaim: fresh.nameClaim, addressClaim: fresh.addressClaim, trustsAddresses: false }

/** What a form begins with. */
export function draftProvider(provider: Provider | null): Draft {
  if (!provider) return fresh
  const { oidc, saml, mapping } = provider
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
    roots: oidc?.roots ?? saml?.roots ?? '',
    metadataUrl: saml?.metadata_url ?? '',
    metadata: '',
    entityId: saml?.entity_id ?? '',
    unsolicited: saml?.unsolicited ?? false,
    trustsAddresses: oidc?.trusts_addresses ?? saml?.trusts_addresses ?? false,
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
function reached(draft: Draft, old: Provider | null): Pick<NewProvider, 'oidc' | 'secret' | 'saml' | 'metadata'> {
  const both = { roots: draft.roots.trim() || null, trusts_addresses: draft.trustsAddresses }
  if (draft.kind === 'oidc') {
    return { oidc: { issuer: draft.issuer.trim(), client_id: draft.clientId.trim(), scopes: draft.scopes.trim(), ...both }, secret: draft.secret }
  }
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
  const parts = ['name', 'oidc', 'saml', 'metadata', 'two_factors', 'mapping'] as const
  const changed = parts.filter((part) => JSON.stringify(wanted[part]) !== JSON.stringify(old[part])).map((part) => [part, wanted[part]])
  return { ...(Object.fromEntries(changed) as ProviderChanges), ...(draft.secret ? { secret: draft.secret } : {}) }
}

export type Field = 'name' | 'issuer' | 'client_id' | 'secret' | 'scopes' | 'roots' | 'metadata_url' | 'metadata' | 'entity_id' | 'login_claim' | 'groups_claim' | 'rules' | 'domains'

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

/** The fields that miss something before the server is asked. */
export function findGaps(draft: Draft, provider: Provider | null): Field[] {
  const gaps: Field[] = []
  if (draft.name.trim() === '') gaps.push('name')
  gaps.push(...(draft.kind === 'saml' ? findSamlGaps(draft, provider) : findOidcGaps(draft, provider)))
  if (draft.loginClaim.trim() === '') gaps.push('login_claim')
  if (draft.side === 'agents' && draft.rules.length > 0 && draft.groupsClaim.trim() === '') gaps.push('groups_claim')
  if (draft.side === 'agents' && draft.rules.some(({ value, target }) => value.trim() === '' || target === '')) gaps.push('rules')
  if (draft.side === 'customers' && draft.domains.some(({ domain, customer }) => !/^[\w-]+(\.[\w-]+)+$/.test(domain.trim()) || customer.trim() === '')) gaps.push('domains')
  return gaps
}
