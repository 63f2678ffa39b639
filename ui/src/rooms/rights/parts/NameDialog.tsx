import { type FormEvent, useState } from 'react'
import { Button, Dialog, Foot, Hint, TextField } from '../../../kit'
import { asProblem, problemWord, useWireWords } from '../../../wire'
import { useRightsWords } from '../words'

interface Props {
  open: boolean
  title: string
  /** What comes of it. */
  words: string
  busy: boolean
  error: unknown
  onClose: () => void
  onCreate: (name: string) => void
  /** What was refused is changed. */
  onChange: () => void
}

/** Why a name is refused, in words for its field. */
export function useNameTrouble() {
  const say = useRightsWords()
  return (error: unknown) => {
    const { slug, errors } = asProblem(error)
    if (slug === 'conflict') return say('rights.name.taken')
    return errors.some(({ field }) => field === 'name') ? say('rights.name.unfit') : undefined
  }
}

/** Asks for the name of something new. */
export function NameDialog({ open, title, words, busy, error, onClose, onCreate, onChange }: Props) {
  const say = useRightsWords()
  const common = useWireWords()
  const troubleOf = useNameTrouble()
  const [name, setName] = useState('')
  const [missing, setMissing] = useState(false)
  const trouble = missing ? say('rights.name.missing') : error ? troubleOf(error) : undefined
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (busy) return
    setMissing(name.trim() === '')
    if (name.trim() !== '') onCreate(name.trim())
  }
  return (
    <Dialog open={open} onClose={onClose} title={title} closeLabel={common('wire.close')}>
      <form noValidate onSubmit={submit}>
        <TextField
          label={say('rights.name')}
          description={words}
          value={name}
          autoComplete="off"
          data-autofocus
          error={trouble}
          onChange={(event) => {
            setName(event.currentTarget.value)
            setMissing(false)
            onChange()
          }}
        />
        {error && !trouble ? (
          <Hint look="bad" role="alert">
            {common(problemWord(error))}
          </Hint>
        ) : null}
        <Foot>
          <Button look="primary" type="submit" aria-disabled={busy}>
            {say('rights.do.create')}
          </Button>
          <Button look="quiet" onClick={onClose}>
            {common('wire.cancel')}
          </Button>
        </Foot>
      </form>
    </Dialog>
  )
}
