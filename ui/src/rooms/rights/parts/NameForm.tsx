import check from 'icon:check'
import { type FormEvent, useId, useRef, useState } from 'react'
import { Button, FormSection, Hint, TextField, toast } from '../../../kit'
import { Behind, problemWord, useDraft, useLeaving, useWireWords } from '../../../wire'
import { useRightsWords } from '../words'
import { useNameTrouble } from './NameDialog'

interface Props {
  name: string
  words: string
  /** Why it keeps its name, if it does. */
  fixed?: string
  onSave: (name: string) => Promise<unknown>
}

/** What something is called, and to call it otherwise. */
export function NameForm({ name, words, fixed, onSave }: Props) {
  const say = useRightsWords()
  const common = useWireWords()
  const id = useId()
  const field = useRef<HTMLInputElement>(null)
  const troubleOf = useNameTrouble()
  const { draft, count, behind, set, load, settle } = useDraft({ name })
  const { question } = useLeaving(count > 0)
  const [error, setError] = useState<unknown>(null)
  const [missing, setMissing] = useState(false)
  const [busy, setBusy] = useState(false)
  const trouble = missing ? say('rights.name.missing') : error ? troubleOf(error) : undefined
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const next = draft.name.trim()
    if (busy || count === 0) return
    setMissing(next === '')
    if (next === '') return field.current?.focus()
    setBusy(true)
    try {
      await onSave(next)
      settle({ name: next })
      toast(say('rights.renamed', { name: next }), { icon: check })
    } catch (problem) {
      setError(problem)
      field.current?.focus()
    }
    setBusy(false)
  }
  return (
    <FormSection title={say('rights.name')} words={words}>
      {behind ? <Behind onLoad={load} /> : null}
      <form id={id} noValidate onSubmit={(event) => void submit(event)}>
        <TextField
          ref={field}
          label={say('rights.name')}
          value={draft.name}
          autoComplete="off"
          readOnly={fixed !== undefined}
          description={fixed}
          error={trouble}
          onChange={(event) => {
            set({ name: event.currentTarget.value })
            setMissing(false)
            setError(null)
          }}
        />
      </form>
      {error && !trouble ? (
        <Hint look="bad" role="alert">
          {common(problemWord(error))}
        </Hint>
      ) : null}
      {count > 0 ? (
        <div>
          <Button look="primary" type="submit" form={id} aria-disabled={busy}>
            {say('rights.name.save')}
          </Button>
        </div>
      ) : null}
      {question}
    </FormSection>
  )
}
