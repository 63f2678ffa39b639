import { Checkbox, Choices, FormSection, Select, TextArea, TextField } from '../../../kit'
import { useWireWords } from '../../../wire'
import type { Provider, Providers } from '../api'
import { type Draft, type Field, ofKind, withPreset } from '../draft'
import { useSsoWords } from '../words'
import { DirectoryFields } from './DirectoryFields'
import { Domains, Rules } from './Rules'
import classes from './Rows.module.css'

export type FieldErrors = Partial<Record<Field, string>>

interface Props {
  draft: Draft
  provider: Provider | null
  /** What a form offers. */
  offered: Providers
  errors: FieldErrors
  onChange: (change: Partial<Draft>) => void
}

/** Who a provider is, how the desk shows itself there, and what becomes of what it says. */
export function Fields({ draft, provider, offered, errors, onChange }: Props) {
  const say = useSsoWords()
  const optional = useWireWords()('wire.optional')
  const isDirectory = draft.kind === 'ldap'
  const text = (field: Field, label: string, value: string, put: (value: string) => Partial<Draft>, more: { description?: string; type?: string } = {}) => (
    <TextField label={label} value={value} spellCheck={false} autoComplete="off" error={errors[field]} {...more} onChange={(event) => onChange(put(event.currentTarget.value))} />
  )
  return (
    <>
      <FormSection title={say('sso.what')} words={say(draft.kind === 'ldap' ? 'sso.what.ldap' : draft.kind === 'saml' ? 'sso.what.saml' : 'sso.what.words')}>
        {provider ? null : (
          <>
            <Choices
              label={say('sso.kind')}
              name="kind"
              value={draft.kind}
              choices={[
                { value: 'oidc', label: 'OpenID Connect' },
                { value: 'saml', label: 'SAML 2.0' },
                { value: 'ldap', label: 'LDAP' },
              ]}
              onChange={(kind) => onChange(ofKind(draft, kind))}
            />
            {draft.kind !== 'oidc' ? null : (
              <Select
                label={say('sso.preset')}
                data={[{ value: '', label: say('sso.preset.none') }, ...offered.presets.map(({ name, title }) => ({ value: name, label: title }))]}
                value={offered.presets.find(({ issuer }) => issuer === draft.issuer)?.name ?? ''}
                onChange={(name) => {
                  const preset = offered.presets.find((one) => one.name === name)
                  if (preset) onChange(withPreset(draft, preset))
                }}
              />
            )}
            <Choices
              label={say('sso.side')}
              name="side"
              value={draft.side}
              choices={[
                { value: 'agents', label: say('sso.side.agents') },
                { value: 'customers', label: say('sso.side.customers') },
              ]}
              onChange={(side) => onChange({ side })}
            />
          </>
        )}
        {text('name', say(isDirectory ? 'sso.ldap.name' : 'sso.name'), draft.name, (name) => ({ name }), { description: say(isDirectory ? 'sso.ldap.name.words' : 'sso.name.words') })}
        {isDirectory ? (
          <DirectoryFields draft={draft} provider={provider} errors={errors} onChange={onChange} />
        ) : draft.kind === 'saml' ? (
          <>
            {text('metadata_url', say('sso.metadata-url'), draft.metadataUrl, (metadataUrl) => ({ metadataUrl }), { description: say('sso.metadata-url.words') })}
            <TextArea label={say('sso.metadata')} optional={optional} description={say('sso.metadata.words')} value={draft.metadata} rows={3} spellCheck={false} error={errors.metadata} onChange={(event) => onChange({ metadata: event.currentTarget.value })} />
            {text('entity_id', say('sso.entity'), draft.entityId, (entityId) => ({ entityId }), { description: say('sso.entity.words') })}
            <Checkbox label={say('sso.unsolicited')} description={say('sso.unsolicited.words')} checked={draft.unsolicited} onChange={(event) => onChange({ unsolicited: event.currentTarget.checked })} />
          </>
        ) : (
          <>
            {text('issuer', say('sso.issuer'), draft.issuer, (issuer) => ({ issuer }), { description: say('sso.issuer.words') })}
            {text('client_id', say('sso.client'), draft.clientId, (clientId) => ({ clientId }))}
            <TextField
              label={say('sso.secret')}
              type="password"
              autoComplete="new-password"
              value={draft.secret}
              description={provider ? say('sso.secret.kept') : undefined}
              error={errors.secret}
              onChange={(event) => onChange({ secret: event.currentTarget.value })}
            />
            {text('scopes', say('sso.scopes'), draft.scopes, (scopes) => ({ scopes }), { description: say('sso.scopes.words') })}
          </>
        )}
        <TextArea label={say('sso.roots')} optional={optional} description={say('sso.roots.words')} value={draft.roots} rows={2} spellCheck={false} error={errors.roots} onChange={(event) => onChange({ roots: event.currentTarget.value })} />
      </FormSection>
      {isDirectory ? null : (
        <FormSection title={say('sso.there')} words={say(provider ? 'sso.there.words' : 'sso.there.later')}>
          {provider ? (
            <dl>
              {provider.metadata ? (
                <>
                  <dt>{say('sso.own-metadata')}</dt>
                  <dd className={classes.address}>{provider.metadata}</dd>
                </>
              ) : null}
              <dt>{say(provider.saml ? 'sso.acs' : 'sso.callback')}</dt>
              <dd className={classes.address}>{provider.callback}</dd>
              {provider.logout ? (
                <>
                  <dt>{say('sso.logout')}</dt>
                  <dd className={classes.address}>{provider.logout}</dd>
                </>
              ) : null}
              {provider.identity ? (
                <>
                  <dt>{say('sso.identity')}</dt>
                  <dd className={classes.address}>{provider.identity.entity_id}</dd>
                  <dt>{say('sso.keys')}</dt>
                  {provider.identity.keys.map((key) => (
                    <dd key={key} className={classes.address}>
                      {key}
                    </dd>
                  ))}
                </>
              ) : null}
            </dl>
          ) : null}
        </FormSection>
      )}
      <FormSection title={say('sso.accounts')} words={say(draft.side === 'customers' ? 'sso.accounts.customers' : isDirectory ? 'sso.ldap.accounts' : 'sso.accounts.agents')}>
        <Checkbox label={say('sso.creates')} checked={draft.createsAccounts} onChange={(event) => onChange({ createsAccounts: event.currentTarget.checked })} />
        {isDirectory ? (
          <Checkbox label={say('sso.ldap.links')} description={say('sso.ldap.links.words')} checked={draft.ldap.linksLogins} onChange={(event) => onChange({ ldap: { ...draft.ldap, linksLogins: event.currentTarget.checked } })} />
        ) : (
          text('login_claim', say('sso.login-claim'), draft.loginClaim, (loginClaim) => ({ loginClaim }), { description: say('sso.login-claim.words') })
        )}
        {draft.kind === 'saml' ? (
          <>
            {text('login_claim', say('sso.name-claim'), draft.nameClaim, (nameClaim) => ({ nameClaim }))}
            {text('login_claim', say('sso.address-claim'), draft.addressClaim, (addressClaim) => ({ addressClaim }))}
          </>
        ) : null}
        <Checkbox label={say(isDirectory ? 'sso.ldap.trusts' : draft.kind === 'saml' ? 'sso.trusts.saml' : 'sso.trusts')} description={say('sso.trusts.words')} checked={draft.trustsAddresses} onChange={(event) => onChange({ trustsAddresses: event.currentTarget.checked })} />
        {isDirectory ? null : <Checkbox label={say('sso.two')} description={say('sso.two.words')} checked={draft.twoFactors} onChange={(event) => onChange({ twoFactors: event.currentTarget.checked })} />}
      </FormSection>
      {draft.side === 'agents' ? (
        <FormSection title={say('sso.rules')} words={say(isDirectory ? 'sso.ldap.rules' : 'sso.rules.words')}>
          {isDirectory ? null : text('groups_claim', say('sso.groups-claim'), draft.groupsClaim, (groupsClaim) => ({ groupsClaim }), { description: say('sso.groups-claim.words') })}
          <Rules rules={draft.rules} roles={offered.roles} groups={offered.groups} error={errors.rules} onChange={(rules) => onChange({ rules })} />
          <Checkbox label={say('sso.admin')} description={say('sso.admin.words')} checked={draft.mayGiveAdmin} onChange={(event) => onChange({ mayGiveAdmin: event.currentTarget.checked })} />
        </FormSection>
      ) : (
        <FormSection title={say('sso.domains')} words={say('sso.domains.words')}>
          <Domains domains={draft.domains} error={errors.domains} onChange={(domains) => onChange({ domains })} />
        </FormSection>
      )}
    </>
  )
}
