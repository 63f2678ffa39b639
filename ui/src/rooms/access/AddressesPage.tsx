import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useRef, useState } from 'react'
import { Button, FormSection, Hint, Page, Select, TextArea, Waiting } from '../../kit'
import { Failed, problemWord, useLeaving, useWireWords } from '../../wire'
import { type AddressDraft, draftOfRules, gapOf, isOutdated, isSameRules, isWhole, type Place, places, type RuleDraft, rulesOf } from './addresses'
import { type AddressRules, addressesQuery, policiesQuery, useSetAddresses, useTryAddresses } from './api'
import { Rehearsal } from './parts/Rehearsal'
import { WaitingChange } from './parts/WaitingChange'
import { Words } from './parts/Words'
import { useAccessWords } from './words'

/** From where people may come. */
export const AddressesPage = () => (
  <Words>
    <Addresses />
  </Words>
)

function Addresses() {
  const say = useAccessWords()
  const { data, error, refetch } = useQuery(addressesQuery)
  // Another version is another form: what was typed on an older one would not be taken.
  return (
    <Page title={say('access.addresses')} words={say('access.addresses.words')}>
      {data ? (
        <>
          {data.your_address ? <Hint>{say('access.addresses.you', { address: data.your_address })}</Hint> : null}
          {data.waits ? <WaitingChange key={data.waits.change} waits={data.waits} /> : null}
          <Form key={data.version} now={data} />
        </>
      ) : error ? (
        <Failed error={error} onRetry={() => void refetch()} />
      ) : (
        <Waiting widths={[40, 90, 40, 90]} />
      )}
    </Page>
  )
}

const isPlace = (text: string): text is Place => (places as readonly string[]).includes(text)

function Form({ now }: { now: AddressRules }) {
  const say = useAccessWords()
  const common = useWireWords()
  const form = useRef<HTMLFormElement>(null)
  const [draft, setDraft] = useState<AddressDraft>(() => draftOfRules(now.rules))
  const [tried, setTried] = useState(false)
  const roles = useQuery(policiesQuery).data?.filter(({ name }) => name) ?? []
  const rehearsal = useTryAddresses()
  const choose = useSetAddresses()
  const busy = rehearsal.isPending || choose.isPending
  const changed = !isSameRules(draft, now.rules)
  const error = choose.error ?? rehearsal.error
  const { question } = useLeaving(changed)
  const nameOf = (place: string) => {
    if (isPlace(place)) return say(`access.addresses.${place}`)
    return say('access.addresses.role', { name: roles.find(({ whom }) => whom === place)?.name ?? place })
  }
  const set = (place: string, change: Partial<RuleDraft>) => {
    setDraft((all) => ({ ...all, [place]: { ...(all[place] ?? { allow: '', deny: '' }), ...change } }))
    // What was looked at is not what stands here now.
    rehearsal.reset()
    choose.reset()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (busy || !changed) return
    setTried(true)
    if (!isWhole(draft)) {
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
      return
    }
    rehearsal.mutate(rulesOf(draft))
  }
  const rest = roles.filter(({ whom }) => !(whom in draft))
  return (
    <form ref={form} noValidate onSubmit={submit}>
      {Object.keys(draft).map((place) => (
        <FormSection key={place} title={nameOf(place)} words={say(`access.addresses.${isPlace(place) ? place : 'role'}.words`)}>
          {(['allow', 'deny'] as const).map((list) => (
            <Networks key={list} place={nameOf(place)} list={list} value={draft[place]?.[list] ?? ''} tried={tried} onChange={(text) => set(place, { [list]: text })} />
          ))}
        </FormSection>
      ))}
      {rest.length > 0 ? (
        <Select
          label={say('access.addresses.role.add')}
          data={rest.map(({ whom, name }) => ({ value: whom, label: name ?? whom }))}
          value={null}
          onChange={(whom) => whom && set(whom, {})}
        />
      ) : null}
      {error ? (
        <Hint look="bad" role="alert">
          {isOutdated(error) ? say('access.addresses.outdated') : common(problemWord(error))}
        </Hint>
      ) : null}
      {rehearsal.data ? (
        <Rehearsal found={rehearsal.data} busy={busy} onApply={() => !busy && choose.mutate({ rules: rulesOf(draft), version: now.version })} />
      ) : changed ? (
        <Button look="primary" type="submit" aria-disabled={busy}>
          {say('access.addresses.try')}
        </Button>
      ) : null}
      {question}
    </form>
  )
}

interface NetworksProps {
  /** Whom the rule is for. */
  place: string
  list: 'allow' | 'deny'
  value: string
  tried: boolean
  onChange: (text: string) => void
}

function Networks({ place, list, value, tried, onChange }: NetworksProps) {
  const say = useAccessWords()
  const gap = tried ? gapOf(value) : null
  const error = gap ? ('word' in gap ? say('access.addresses.wrong.word', gap) : say('access.addresses.wrong.count', gap)) : undefined
  return (
    <TextArea
      label={say(`access.addresses.${list}`)}
      aria-label={`${place}: ${say(`access.addresses.${list}`)}`}
      description={list === 'allow' ? say('access.addresses.allow.help') : undefined}
      autosize
      minRows={1}
      maxRows={10}
      spellCheck={false}
      value={value}
      error={error}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}
