import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import check from 'icon:check'
import { type FormEvent, useState } from 'react'
import { Button, Checkbox, Hint, Stamp, TextField, toast } from '../../kit'
import { asProblem, problemWord, useWireWords } from '../../wire'
import { accountsQuery, type Filter, filtersQuery, type Trial, useSaveFilter, useSwitchFilter, useTryFilter } from './api'
import { draftRule, findWrong, ruleOf, saysTheSame, type Wrong } from './draft'
import { Conditions } from './parts/Conditions'
import { Arrived, Failed, Page, Section, Waiting, Words } from './parts/Page'
import { Sets } from './parts/Sets'
import { TrialView } from './parts/TrialView'
import { type MailWord, useMailWords } from './words'

/** One filter: what it asks, what it does, and what it would have done. */
export const FilterPage = () => (
  <Words>
    <One />
  </Words>
)

function One() {
  const say = useMailWords()
  const common = useWireWords()
  const { id } = useParams({ from: '/admin/mail/filters/$id' })
  const { data, error, refetch } = useQuery(filtersQuery)
  // The form that made a filter stays, with what was tried.
  const [made, setMade] = useState<string | null>(null)
  const filter = data?.find((one) => one.id === id) ?? null
  if (data && (filter || id === 'new')) return <Form filter={filter} all={data} key={id === made ? 'new' : id} onMade={setMade} />
  return (
    <Page title={say('mail.filter')} above={<Back />}>
      {data ? <Hint>{common('wire.problem.not-found')}</Hint> : error ? <Failed error={error} onRetry={() => void refetch()} /> : <Waiting widths={[40, 90, 90]} />}
    </Page>
  )
}

function Back() {
  const say = useMailWords()
  return <Link to="/admin/mail/filters">{say('mail.filters')}</Link>
}

const known = new Map<string, MailWord>([
  ['name unfit', 'mail.wrong.name'],
  ['conditions too-many', 'mail.wrong.many'],
  ['conditions.matches no-pattern', 'mail.wrong.pattern'],
  ['conditions.matches too-long', 'mail.wrong.long'],
  ['conditions.name unfit', 'mail.wrong.header'],
  ['set unfit', 'mail.wrong.set'],
])

function Form({ filter, all, onMade }: { filter: Filter | null; all: Filter[]; onMade: (id: string) => void }) {
  const say = useMailWords()
  const common = useWireWords()
  const navigate = useNavigate()
  const { data: accounts = [] } = useQuery(accountsQuery)
  const [held] = useState(() => draftRule(filter?.name ?? '', filter?.rule ?? null))
  const [saved, setSaved] = useState(held)
  const [draft, setDraft] = useState(held)
  const [wrong, setWrong] = useState<Wrong | null>(null)
  const [trial, setTrial] = useState<Trial | null>(null)
  const save = useSaveFilter()
  const attempt = useTryFilter()
  const turn = useSwitchFilter()
  const busy = save.isPending || attempt.isPending || turn.isPending
  const dirty = filter === null || !saysTheSame(draft, saved)
  const error = save.error ?? attempt.error ?? turn.error
  const change = (part: Partial<typeof draft>) => {
    setDraft({ ...draft, ...part })
    setWrong(null)
  }
  const isWhole = () => {
    const names = all.filter((one) => one.id !== filter?.id).map(({ name }) => name)
    const found = findWrong(draft, names)
    setWrong(found)
    if (found !== null) requestAnimationFrame(() => document.querySelector<HTMLElement>('main [aria-invalid="true"]')?.focus())
    return found === null
  }
  const tryIt = async (id: string | null) => {
    if (busy || !isWhole()) return
    setTrial(null)
    attempt.reset()
    const told = await attempt.mutateAsync(id ? { id } : { rule: ruleOf(draft) }).catch(() => null)
    setTrial(told)
  }
  const onSave = async (event: FormEvent) => {
    event.preventDefault()
    if (busy || !isWhole()) return
    setTrial(null)
    const made = await save.mutateAsync({ id: filter?.id ?? null, name: draft.name.trim(), rule: ruleOf(draft), version: filter?.version }).catch(() => null)
    if (!made) return
    setSaved(draft)
    toast(say('mail.filter.saved'), { icon: check })
    setTrial(await attempt.mutateAsync({ id: made.id }).catch(() => null))
    if (filter !== null) return
    onMade(made.id)
    void navigate({ to: '/admin/mail/filters/$id', params: { id: made.id }, replace: true })
  }
  const onTurn = (enabled: boolean) => {
    if (busy || !filter) return
    const { name } = filter
    turn.mutate({ id: filter.id, enabled }, { onSuccess: () => toast(say(enabled ? 'mail.filter.on.done' : 'mail.filter.off.done', { name }), { icon: check }) })
  }
  const row = typeof wrong === 'number' ? wrong : null
  return (
    <Page
      title={filter ? saved.name : say('mail.filter.new')}
      above={<Back />}
      acts={filter ? <Stamp look={filter.enabled ? 'pen' : 'muted'}>{say(filter.enabled ? 'mail.filter.is-on' : 'mail.filter.is-off')}</Stamp> : null}
      foot={
        <>
          {dirty ? (
            <Button look="primary" type="submit" form="filter" aria-disabled={busy}>
              {say('mail.filter.save')}
            </Button>
          ) : null}
          {!dirty && filter.tried && !filter.enabled ? (
            <Button look="primary" aria-disabled={busy} onClick={() => onTurn(true)}>
              {say('mail.filter.on')}
            </Button>
          ) : null}
          <Button aria-disabled={busy} onClick={() => void tryIt(dirty ? null : filter.id)}>
            {say(attempt.isPending ? 'mail.filter.trying' : 'mail.filter.try')}
          </Button>
          {filter?.enabled ? (
            <Button look="quiet" aria-disabled={busy} onClick={() => onTurn(false)}>
              {say('mail.filter.off')}
            </Button>
          ) : null}
          {filter?.enabled && dirty ? <span>{say('mail.filter.goes-off')}</span> : null}
          {!dirty && !filter.tried ? <span>{say('mail.filter.try-first')}</span> : null}
        </>
      }
    >
      <form id="filter" noValidate onSubmit={(event) => void onSave(event)}>
        <Section title={say('mail.filter.name')} words={say('mail.filter.name.words')}>
          <TextField
            label={say('mail.filter.name')}
            value={draft.name}
            error={wrong === 'name' ? say('mail.filter.name.missing') : wrong === 'name-taken' ? say('mail.filter.name.taken') : undefined}
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
        </Section>
        <Section title={say('mail.filter.conditions')} words={say('mail.filter.conditions.words')}>
          <Conditions conditions={draft.conditions} accounts={accounts} wrong={row} onChange={(conditions) => change({ conditions })} />
          {wrong === 'conditions' ? <Hint look="bad" role="alert">{say('mail.filter.conditions.missing')}</Hint> : null}
        </Section>
        <Section title={say('mail.filter.set')} words={say('mail.filter.set.words')}>
          <Sets sets={draft.set} wrong={row} addLabel={say('mail.set.add')} onChange={(set) => change({ set })} />
        </Section>
        <Section title={say('mail.filter.later')} words={say('mail.filter.later.words')}>
          <Sets sets={draft.later} wrong={row} addLabel={say('mail.set.add-later')} onChange={(later) => change({ later })} />
        </Section>
        <Section title={say('mail.filter.deeds')}>
          <Checkbox label={say('mail.rule.ignore')} description={say('mail.filter.ignore.words')} checked={draft.ignore} onChange={(event) => change({ ignore: event.currentTarget.checked })} />
          <Checkbox label={say('mail.rule.silent')} description={say('mail.filter.silent.words')} checked={draft.silent} onChange={(event) => change({ silent: event.currentTarget.checked })} />
          <Checkbox label={say('mail.rule.stop')} description={say('mail.filter.stop.words')} checked={draft.stop} onChange={(event) => change({ stop: event.currentTarget.checked })} />
          {wrong === 'deeds' ? <Hint look="bad" role="alert">{say('mail.filter.deeds.missing')}</Hint> : null}
        </Section>
      </form>
      {error ? (
        <Arrived>
          <Hint look="bad" role="alert">
            {wrongWords(error, (word) => say(word)) ?? common(problemWord(error))}
          </Hint>
        </Arrived>
      ) : null}
      {attempt.isPending ? <Waiting widths={[50, 90, 80]} /> : null}
      {trial ? (
        <Arrived>
          <TrialView trial={trial} />
        </Arrived>
      ) : null}
    </Page>
  )
}

function wrongWords(error: unknown, say: (word: MailWord) => string): string | null {
  const [first] = asProblem(error).errors
  const word = known.get(`${first?.field} ${first?.reason}`)
  return word ? say(word) : null
}
