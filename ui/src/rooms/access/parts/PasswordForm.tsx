import check from 'icon:check'
import { useRef, useState } from 'react'
import { Button, Checkbox, Hint, TextField, toast } from '../../../kit'
import { inPortal, problemWord, useMe, useWireWords } from '../../../wire'
import { useChangePassword } from '../api'
import { gapOf, type PasswordDraft, type PasswordGap, weaknessOf } from '../password'
import { useAccessWords } from '../words'
import classes from './Page.module.css'

const empty: PasswordDraft = { old: '', new: '', again: '' }

/** Changes one's own password. */
export function PasswordForm() {
  const say = useAccessWords()
  const common = useWireWords()
  const me = useMe()
  const form = useRef<HTMLFormElement>(null)
  const [draft, setDraft] = useState(empty)
  const [gap, setGap] = useState<PasswordGap | null>(null)
  const [shown, setShown] = useState(false)
  const { mutate, isPending, error, reset } = useChangePassword()
  const weakness = weaknessOf(error)
  const say_gap = (field: keyof PasswordDraft) => {
    const word = gap?.field === field ? gap.word : weakness?.field === field ? weakness.word : undefined
    return word ? say(`access.password.${word}`) : undefined
  }
  const type = shown ? 'text' : 'password'
  const change = (field: keyof PasswordDraft) => (event: { currentTarget: { value: string } }) => {
    setDraft({ ...draft, [field]: event.currentTarget.value })
    setGap(null)
    reset()
  }
  const focus = (field: keyof PasswordDraft) => form.current?.querySelector<HTMLInputElement>(`input[name="${field}"]`)?.focus()
  return (
    <form
      ref={form}
      className={`${classes.form} ${classes.narrow}`}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (isPending) return
        const found = gapOf(draft)
        setGap(found)
        if (found) return focus(found.field)
        mutate(
          { old: draft.old, new: draft.new },
          {
            onSuccess: () => {
              setDraft(empty)
              toast(say('access.password.done'), { icon: check })
            },
            onError: (problem) => focus(weaknessOf(problem)?.field ?? 'old'),
          },
        )
      }}
    >
      {/* Managers of passwords ask whose it is. */}
      <input type="text" name="username" autoComplete="username" value={me.login} readOnly hidden />
      <TextField label={say('access.password.old')} name="old" type={type} autoComplete="current-password" value={draft.old} error={say_gap('old')} onChange={change('old')} />
      <TextField label={say('access.password.new')} name="new" type={type} autoComplete="new-password" value={draft.new} error={say_gap('new')} onChange={change('new')} />
      <TextField label={say('access.password.again')} name="again" type={type} autoComplete="new-password" value={draft.again} error={say_gap('again')} onChange={change('again')} />
      <Checkbox label={say('access.password.show')} checked={shown} onChange={(event) => setShown(event.currentTarget.checked)} />
      {error && !weakness ? (
        <Hint look="bad" role="alert">
          {common(problemWord(error))}
        </Hint>
      ) : null}
      <div className={classes.foot}>
        <Button look="primary" size={inPortal ? 'large' : 'normal'} type="submit" aria-disabled={isPending}>
          {say('access.password.change')}
        </Button>
      </div>
    </form>
  )
}
