import { type FormEvent, useId, useRef, useState } from 'react'
import { Button, Checkbox, Hint, Select, TextField } from '../../../kit'
import { problemWord, useLeaving, useWireWords } from '../../../wire'
import type { AccessPolicy, PolicyOf } from '../api'
import { draftOf, effectsOf, gapsOf, isSame, type PolicyDraft, type PolicyGap, type PolicyNumber, policyOf, refusedField, type Span, type Unit, units } from '../policy'
import { useAccessWords } from '../words'
import classes from './Policy.module.css'

interface Props {
  /** The id of what names the form. */
  label: string
  of: PolicyOf
  error: unknown
  busy: boolean
  onChange: () => void
  onSave: (policy: AccessPolicy) => void
  onBack: () => void
}

/** Chooses what is demanded of some people, and says what that will do. */
export function PolicyForm({ label, of, error, busy, onChange, onSave, onBack }: Props) {
  const say = useAccessWords()
  const common = useWireWords()
  const form = useRef<HTMLFormElement>(null)
  const [draft, setDraft] = useState(() => draftOf(of.policy))
  const [tried, setTried] = useState(false)
  const next = policyOf(draft)
  const gaps = gapsOf(next)
  const refused = error ? refusedField(error) : undefined
  const gap = (field: PolicyNumber): PolicyGap | undefined => (tried ? gaps.get(field) : undefined) ?? (refused === field ? field : undefined)
  const wrong = (field: PolicyNumber) => {
    const found = gap(field)
    return found ? say(`access.policy.wrong.${found}`) : undefined
  }
  const set = (change: Partial<PolicyDraft>) => {
    setDraft((now) => ({ ...now, ...change }))
    onChange()
  }
  const number = (field: 'grace_days' | 'shortest' | 'step_up_minutes') => ({
    inputMode: 'numeric' as const,
    name: field,
    label: say(`access.policy.${field}`),
    description: say(`access.policy.${field}.help`),
    value: draft[field],
    error: wrong(field),
    onChange: (event: { currentTarget: { value: string } }) => set({ [field]: event.currentTarget.value }),
  })
  const span = (field: 'idle_minutes' | 'absolute_minutes') => ({ field, value: draft[field], error: wrong(field), onChange: (value: Span) => set({ [field]: value }) })
  const changed = !isSame(next, of.policy)
  const { question } = useLeaving(changed)
  const effects = changed && gaps.size === 0 ? effectsOf(of.policy, next) : []
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (busy || !changed) return
    setTried(true)
    if (gaps.size > 0) {
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
      return
    }
    onSave(next)
  }
  return (
    <form ref={form} className={classes.form} aria-labelledby={label} noValidate onSubmit={submit}>
      <Checkbox
        label={say('access.policy.second_factor')}
        description={say('access.policy.second_factor.help')}
        checked={draft.second_factor}
        onChange={(event) => set({ second_factor: event.currentTarget.checked })}
      />
      {draft.second_factor ? (
        <>
          <Checkbox
            label={say('access.policy.phishing_resistant')}
            description={say('access.policy.phishing_resistant.help')}
            checked={draft.phishing_resistant}
            onChange={(event) => set({ phishing_resistant: event.currentTarget.checked })}
          />
          <TextField {...number('grace_days')} />
        </>
      ) : null}
      <div className={classes.pair}>
        <SpanField {...span('idle_minutes')} />
        <SpanField {...span('absolute_minutes')} />
        <TextField {...number('step_up_minutes')} />
        <TextField {...number('shortest')} />
      </div>
      {changed ? (
        <Hint look="stale" role="status">
          {say('access.policy.effect')}
          {effects.length > 0 ? (
            <ul className={classes.effects}>
              {effects.map((effect) => (
                <li key={effect}>{say(`access.policy.effect.${effect}`, { count: next.grace_days })}</li>
              ))}
            </ul>
          ) : null}
        </Hint>
      ) : null}
      {error && !refused ? (
        <Hint look="bad" role="alert">
          {common(problemWord(error))}
        </Hint>
      ) : null}
      <div className={classes.foot}>
        <Button look="primary" type="submit" aria-disabled={busy || !changed}>
          {say('access.policy.save')}
        </Button>
        {of.chosen ? (
          <Button aria-disabled={busy} onClick={onBack}>
            {say('access.policy.back')}
          </Button>
        ) : null}
      </div>
      {question}
    </form>
  )
}

interface SpanProps {
  field: 'idle_minutes' | 'absolute_minutes'
  value: Span
  error?: string
  onChange: (value: Span) => void
}

function SpanField({ field, value, error, onChange }: SpanProps) {
  const say = useAccessWords()
  const id = useId()
  return (
    <div>
      <p id={id} className={classes.label}>
        {say(`access.policy.${field}`)}
      </p>
      <div className={classes.span}>
        <TextField
          inputMode="numeric"
          name={field}
          aria-labelledby={id}
          description={say(`access.policy.${field}.help`)}
          value={value.count}
          error={error}
          onChange={(event) => onChange({ ...value, count: event.currentTarget.value })}
        />
        <Select
          aria-label={say('access.policy.unit', { field: say(`access.policy.${field}`) })}
          data={units.map((unit) => ({ value: unit, label: say(`access.policy.unit.${unit}`) }))}
          value={value.unit}
          onChange={(unit) => unit && onChange({ ...value, unit: unit as Unit })}
        />
      </div>
    </div>
  )
}
