import { Select, TextField } from '../../../kit'
import { locales, useWireWords } from '../../../wire'
import { useRightsWords } from '../words'
import type { PersonDraft, PersonField, PersonGap } from './person'

interface Props {
  draft: PersonDraft
  /** The login is chosen once. */
  fresh?: boolean
  gaps: Map<PersonField, PersonGap>
  onChange: (part: Partial<PersonDraft>) => void
}

/** Who somebody is: login, name, address, language. */
export function PersonFields({ draft, fresh = false, gaps, onChange }: Props) {
  const say = useRightsWords()
  const common = useWireWords()
  const wrong = (field: PersonField) => {
    const gap = gaps.get(field)
    return gap ? say(`rights.person.${field}.${gap}` as 'rights.person.login.taken') : undefined
  }
  const text = (field: PersonField, more: { description?: string; type?: string } = {}) => (
    <TextField
      name={field}
      label={say(`rights.person.${field}`)}
      value={draft[field]}
      autoComplete="off"
      spellCheck={false}
      error={wrong(field)}
      {...more}
      onChange={(event) => onChange({ [field]: event.currentTarget.value })}
    />
  )
  return (
    <>
      {text('name')}
      {fresh ? text('login', { description: say('rights.person.login.words') }) : null}
      {text('email', { type: 'email' })}
      <Select
        label={say('rights.person.locale')}
        value={draft.locale}
        data={locales.map((locale) => ({ value: locale, label: common(`wire.locale.${locale}`) }))}
        onChange={(locale) => {
          if (locale) onChange({ locale })
        }}
      />
    </>
  )
}
