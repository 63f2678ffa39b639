import { Checkbox, Choices, FormSection, Select, TextArea, TextField } from '../../../kit'
import { useWireWords } from '../../../wire'
import type { Provider, Providers } from '../api'
import { type Draft, type Field, withPreset } from '../draft'
import { useSsoWords } from '../words'
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
  const text = (field: Field, label: string, value: string, put: (value: string) => Partial<Draft>, more: { description?: string; type?: string } = {}) => (
    <TextField label={label} value={value} spellCheck={false} autoComplete="off" error={errors[field]} {...more} onChange={(event) => onChange(put(event.currentTarget.value))} />
  )
  return (
    <>
      <FormSection title={say('sso.what')} words={say('sso.what.words')}>
        {provider ? null : (
          <>
            <Select
              label={say('sso.preset')}
              data={[{ value: '', label: say('sso.preset.none') }, ...offered.presets.map(({ name, title }) => ({ value: name, label: title }))]}
              value={offered.presets.find(({ issuer }) => issuer === draft.issuer)?.name ?? ''}
              onChange={(name) => {
                const preset = offered.presets.find((one) => one.name === name)
                if (preset) onChange(withPreset(draft, preset))
              }}
            />
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
        {text('name', say('sso.name'), draft.name, (name) => ({ name }), { description: say('sso.name.words') })}
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
        <TextArea label={say('sso.roots')} optional={optional} description={say('sso.roots.words')} value={draft.roots} rows={2} spellCheck={false} error={errors.roots} onChange={(event) => onChange({ roots: event.currentTarget.value })} />
      </FormSection>
      <FormSection title={say('sso.there')} words={say(provider ? 'sso.there.words' : 'sso.there.later')}>
        {provider ? (
          <dl>
            <dt>{say('sso.callback')}</dt>
            <dd className={classes.address}>{provider.callback}</dd>
            <dt>{say('sso.logout')}</dt>
            <dd className={classes.address}>{provider.logout}</dd>
          </dl>
        ) : null}
      </FormSection>
      <FormSection title={say('sso.accounts')} words={say(draft.side === 'agents' ? 'sso.accounts.agents' : 'sso.accounts.customers')}>
        <Checkbox label={say('sso.creates')} checked={draft.createsAccounts} onChange={(event) => onChange({ createsAccounts: event.currentTarget.checked })} />
        {text('login_claim', say('sso.login-claim'), draft.loginClaim, (loginClaim) => ({ loginClaim }), { description: say('sso.login-claim.words') })}
        <Checkbox label={say('sso.trusts')} description={say('sso.trusts.words')} checked={draft.trustsAddresses} onChange={(event) => onChange({ trustsAddresses: event.currentTarget.checked })} />
        <Checkbox label={say('sso.two')} description={say('sso.two.words')} checked={draft.twoFactors} onChange={(event) => onChange({ twoFactors: event.currentTarget.checked })} />
      </FormSection>
      {draft.side === 'agents' ? (
        <FormSection title={say('sso.rules')} words={say('sso.rules.words')}>
          {text('groups_claim', say('sso.groups-claim'), draft.groupsClaim, (groupsClaim) => ({ groupsClaim }), { description: say('sso.groups-claim.words') })}
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
