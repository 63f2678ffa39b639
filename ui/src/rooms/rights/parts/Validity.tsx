import { Button, FormSection, Stamp } from '../../../kit'
import { useRightsWords } from '../words'

interface Props {
  valid: boolean
  /** What it means that something is not valid. */
  words: string
  busy: boolean
  onTurn: (valid: boolean) => void
}

/** Whether something counts. */
export function Validity({ valid, words, busy, onTurn }: Props) {
  const say = useRightsWords()
  return (
    <FormSection title={say('rights.validity')} words={words}>
      <p>
        <Stamp look={valid ? 'outline' : 'muted'}>{say(valid ? 'rights.valid' : 'rights.invalid')}</Stamp>
      </p>
      <div>
        <Button look={valid ? 'danger' : 'secondary'} aria-disabled={busy} onClick={() => (busy ? undefined : onTurn(!valid))}>
          {say(valid ? 'rights.invalid.do' : 'rights.valid.do')}
        </Button>
      </div>
    </FormSection>
  )
}
