import { useQuery } from '@tanstack/react-query'
import check from 'icon:check'
import { type FormEvent, useState } from 'react'
import { Button, FormSection, Hint, Page, TextField, toast, Waiting } from '../../kit'
import { Failed, problemWord, useLeaving, useWireWords } from '../../wire'
import { type MailSettings, settingsQuery, useChooseSettings } from './api'
import { Arrived, Words } from './parts/Page'
import { changesOf, daysOf, draftDays, type Setting, settings } from './retention'
import { useMailWords } from './words'

/** How long the communication log keeps what. */
export const RetentionPage = () => (
  <Words>
    <Retention />
  </Words>
)

function Retention() {
  const say = useMailWords()
  const { data, error, refetch } = useQuery(settingsQuery)
  if (data) return <Form now={data} />
  return (
    <Page title={say('mail.retention')} words={say('mail.retention.words')}>
      {error ? <Failed error={error} onRetry={() => void refetch()} /> : <Waiting widths={[40, 90, 40, 90]} />}
    </Page>
  )
}

function Form({ now }: { now: MailSettings }) {
  const say = useMailWords()
  const common = useWireWords()
  const [base, setBase] = useState(now)
  const [draft, setDraft] = useState(() => draftDays(now))
  const [wrong, setWrong] = useState<Setting[]>([])
  const { mutate, isPending, error, reset } = useChooseSettings()
  const changes = changesOf(draft, base)
  const count = Object.keys(changes).length
  const { question } = useLeaving(count > 0)
  const shorter = settings.filter((setting) => (daysOf(draft[setting]) ?? Infinity) < base[setting].value)
  const onSave = (event: FormEvent) => {
    event.preventDefault()
    if (isPending || count === 0) return
    const found = settings.filter((setting) => daysOf(draft[setting]) === null)
    setWrong(found)
    if (found.length > 0) {
      requestAnimationFrame(() => document.querySelector<HTMLElement>('main [aria-invalid="true"]')?.focus())
      return
    }
    const sent = draft
    mutate(changes, {
      onSuccess: (kept) => {
        toast(say('mail.retention.saved'), { icon: check })
        setBase(kept)
        setDraft((then) => (then === sent ? draftDays(kept) : then))
      },
    })
  }
  return (
    <Page
      title={say('mail.retention')}
      words={say('mail.retention.words')}
      foot={
        count > 0 ? (
          <Button look="primary" type="submit" form="retention" aria-disabled={isPending}>
            {say('mail.save', { count })}
          </Button>
        ) : null
      }
    >
      <form id="retention" noValidate onSubmit={onSave}>
        {settings.map((setting) => (
          <FormSection key={setting} title={say(`mail.retention.${setting}`)} words={say(`mail.retention.${setting}.words`)}>
            <TextField
              label={say('mail.retention.days')}
              inputMode="numeric"
              value={draft[setting]}
              description={say('mail.retention.usual', { count: base[setting].default })}
              error={wrong.includes(setting) ? say('mail.retention.wrong') : undefined}
              onChange={(event) => {
                setDraft({ ...draft, [setting]: event.currentTarget.value })
                setWrong([])
                if (!isPending) reset()
              }}
            />
          </FormSection>
        ))}
      </form>
      {shorter.length > 0 ? <Hint look="stale">{say('mail.retention.shorter')}</Hint> : null}
      {error ? (
        <Arrived>
          <Hint look="bad" role="alert">
            {common(problemWord(error))}
          </Hint>
        </Arrived>
      ) : null}
      {question}
    </Page>
  )
}
