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
  side: Provider['side']
  name: string
  issuer: string
  clientId: string
  secret: string
  scopes: string
  roots: string
  trustsAddresses: boolean
  twoFactors: boolean
  createsAccounts: boolean
  mayGiveAdmin: boolean
  loginClaim: string
  groupsClaim: string
  rules: DraftRule[]
  domains: DraftDomain[]
}

let keys = 0
export const newRule = (): DraftRule => ({ key: ++keys, value: '', target: '', permission: 'rw' })
export const newDomain = (): DraftDomain => ({ key: ++keys, domain: '', customer: '' })

export const permissions = ['ro', 'note', 'create', 'move_into', 'owner', 'priority', 'rw'] as const

const fresh: Draft = {
  side: 'agents',
  name: '',
  issuer: '',
  clientId: '',
  secret: '',
  scopes: 'profile email',
  roots: '',
  trustsAddresses: false,
  twoFactors: false,
  createsAccounts: false,
  mayGiveAdmin: false,
  loginClaim: 'preferred_username',
  groupsClaim: '',
  rules: [],
  domains: [],
}

/** What a form begins with. */
export function draftProvider(provider: Provider | null): Draft {
  if (!provider) return fresh
  const { oidc, mapping } = provider
  const rules = (mapping.rules ?? []).flatMap((rule) => {
    const one = { value: rule.value, target: rule.role ? `role:${rule.role}` : `group:${rule.group}` }
    const given = rule.permissions?.length ? rule.permissions : ['rw']
    return given.map((permission) => ({ key: ++keys, ...one, permission }))
  })
  return {
    side: provider.side,
    name: provider.name,
    issuer: oidc.issuer,
    clientId: oidc.client_id,
    secret: '',
    scopes: oidc.scopes ?? '',
    roots: oidc.roots ?? '',
    trustsAddresses: oidc.trusts_addresses ?? false,
    twoFactors: provider.two_factors,
    createsAccounts: mapping.creates_accounts ?? false,
    mayGiveAdmin: mapping.may_give_admin ?? false,
    loginClaim: mapping.login_claim ?? '',
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

/** What is sent of a draft. Names of claims that the form does not show stay as they are. */
export function sentProvider(draft: Draft, old: Provider | null): NewProvider {
  const rules = draft.rules.map(({ value, target, permission }) => {
    const [kind, id] = target.split(':')
    return kind === 'role' ? { value: value.trim(), role: Number(id) } : { value: value.trim(), group: Number(id), permissions: [permission] }
  })
  const forAgents = draft.side === 'agents'
  return {
    side: draft.side,
    name: draft.name.trim(),
    oidc: {
      issuer: draft.issuer.trim(),
      client_id: draft.clientId.trim(),
      scopes: draft.scopes.trim(),
      roots: draft.roots.trim() || null,
      trusts_addresses: draft.trustsAddresses,
    },
    secret: draft.secret,
    two_factors: draft.twoFactors,
    mapping: {
      ...old?.mapping,
      login_claim: draft.loginClaim.trim(),
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
  const parts = ['name', 'oidc', 'two_factors', 'mapping'] as const
  const changed = parts.filter((part) => JSON.stringify(wanted[part]) !== JSON.stringify(old[part])).map((part) => [part, wanted[part]])
  return { ...(Object.fromEntries(changed) as ProviderChanges), ...(draft.secret ? { secret: draft.secret } : {}) }
}

export type Field = 'name' | 'issuer' | 'client_id' | 'secret' | 'scopes' | 'roots' | 'login_claim' | 'groups_claim' | 'rules' | 'domains'

/** The fields that miss something before the server is asked. */
export function findGaps(draft: Draft, provider: Provider | null): Field[] {
  const gaps: Field[] = []
  if (draft.name.trim() === '') gaps.push('name')
  if (!/^https:\/\/[^{}?#\s]+$/.test(draft.issuer.trim())) gaps.push('issuer')
  if (draft.clientId.trim() === '') gaps.push('client_id')
  const elsewhere = provider && (draft.issuer.trim() !== provider.oidc.issuer || draft.clientId.trim() !== provider.oidc.client_id || (draft.roots.trim() || null) !== (provider.oidc.roots ?? null))
  if (draft.secret === '' && (!provider || elsewhere)) gaps.push('secret')
  if (draft.loginClaim.trim() === '') gaps.push('login_claim')
  if (draft.side === 'agents' && draft.rules.length > 0 && draft.groupsClaim.trim() === '') gaps.push('groups_claim')
  if (draft.side === 'agents' && draft.rules.some(({ value, target }) => value.trim() === '' || target === '')) gaps.push('rules')
  if (draft.side === 'customers' && draft.domains.some(({ domain, customer }) => !/^[\w-]+(\.[\w-]+)+$/.test(domain.trim()) || customer.trim() === '')) gaps.push('domains')
  return gaps
}
