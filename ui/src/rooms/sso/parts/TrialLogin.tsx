import { FormSection, TextField } from '../../../kit'
import { useSsoWords } from '../words'

/** Whose login a directory is tried with. */
export function TrialLogin({ login, onChange }: { login: string; onChange: (login: string) => void }) {
  const say = useSsoWords()
  return (
    <FormSection title={say('sso.ldap.try')} words={say('sso.ldap.try.words')}>
      <TextField label={say('sso.ldap.try.login')} value={login} spellCheck={false} autoComplete="off" onChange={(event) => onChange(event.currentTarget.value)} />
    </FormSection>
  )
}
