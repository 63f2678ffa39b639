import { Choices, Select, TextField } from '../../../kit'
import { useWireWords } from '../../../wire'
import type { Provider } from '../api'
import { type Directory, type Draft, type DraftLdap, directories, directoryOf, type Field } from '../draft'
import { useSsoWords } from '../words'
import type { FieldErrors } from './Fields'

interface Props {
  draft: Draft
  provider: Provider | null
  errors: FieldErrors
  onChange: (change: Partial<Draft>) => void
}

/** How a directory is reached, and who is found in it. */
export function DirectoryFields({ draft, provider, errors, onChange }: Props) {
  const say = useSsoWords()
  const optional = useWireWords()('wire.optional')
  const { ldap } = draft
  const put = (part: Partial<DraftLdap>) => onChange({ ldap: { ...ldap, ...part } })
  const text = (field: Field, label: string, name: 'host' | 'port' | 'base' | 'bindDn' | 'loginAttribute' | 'subjectAttribute' | 'objectClass' | 'memberOf' | 'groupBase', more: { description?: string; optional?: string } = {}) => (
    <TextField label={label} value={ldap[name]} spellCheck={false} autoComplete="off" error={errors[field]} {...more} onChange={(event) => put({ [name]: event.currentTarget.value })} />
  )
  return (
    <>
      {provider ? null : (
        <Select
          label={say('sso.preset')}
          data={[
            { value: '', label: say('sso.preset.none') },
            { value: 'openldap', label: 'OpenLDAP' },
            { value: 'ad', label: 'Active Directory' },
          ]}
          value={directoryOf(ldap) ?? ''}
          onChange={(name) => {
            if (name) put(directories[name as Directory])
          }}
        />
      )}
      {text('host', say('sso.ldap.host'), 'host', { description: say('sso.ldap.host.words') })}
      <Choices
        label={say('sso.ldap.tls')}
        name="tls"
        value={ldap.tls}
        choices={[
          { value: 'ldaps', label: 'LDAPS' },
          { value: 'starttls', label: 'StartTLS' },
        ]}
        onChange={(tls) => put({ tls })}
      />
      {text('port', say('sso.ldap.port'), 'port', { description: say('sso.ldap.port.words'), optional })}
      {text('bind_dn', say('sso.ldap.account'), 'bindDn', { description: say('sso.ldap.account.words') })}
      <TextField
        label={say('sso.ldap.secret')}
        type="password"
        autoComplete="new-password"
        value={draft.secret}
        description={provider ? say('sso.ldap.secret.kept') : undefined}
        error={errors.secret}
        onChange={(event) => onChange({ secret: event.currentTarget.value })}
      />
      {text('base', say('sso.ldap.base'), 'base', { description: say('sso.ldap.base.words') })}
      {text('login_attribute', say('sso.ldap.login'), 'loginAttribute')}
      {text('subject_attribute', say('sso.ldap.subject'), 'subjectAttribute', { description: say('sso.ldap.subject.words') })}
      {text('object_class', say('sso.ldap.class'), 'objectClass', { optional })}
      {text('member_of', say('sso.ldap.member'), 'memberOf', { description: say('sso.ldap.member.words'), optional })}
      {text('group_base', say('sso.ldap.groups'), 'groupBase', { description: say('sso.ldap.groups.words'), optional })}
    </>
  )
}
