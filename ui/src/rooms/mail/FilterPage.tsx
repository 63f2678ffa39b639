import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import check from 'icon:check'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { Button, Checkbox, FormSection, Hint, Page, Stamp, TextField, toast, Waiting } from '../../kit'
import { asProblem, Behind, Failed, problemWord, useLeaving, useWireWords } from '../../wire'
import { accountsQuery, type Filter, filtersQuery, useChangeFilter, useCreateFilter, useSwitchFilter, useTryFilter } from './api'
import { changesOf, draftRule, findWrong, ruleOf, saysTheSame, type Wrong } from './draft'
import { Conditions } from './parts/Conditions'
import { Arrived, Words } from './parts/Page'
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
  ['name taken', 'mail.filter.name.taken'],
  ['filters too-many', 'mail.filters.too-many'],
  ['enabled untried', 'mail.filter.try-first'],
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
  // What the form was filled with: what somebody else changes since is not undone by saving.
  const [base, setBase] = useState(filter)
  const [saved, setSaved] = useState(() => draftRule(filter?.name ?? '', filter?.rule ?? null))
  const [draft, setDraft] = useState(saved)
  const [wrong, setWrong] = useState<Wrong | null>(null)
  const create = useCreateFilter()
  const alter = useChangeFilter()
  const attempt = useTryFilter()
  const turn = useSwitchFilter()
  const runs = [create, alter, attempt, turn]
  const busy = runs.some(({ isPending }) => isPending)
  const touched = !saysTheSame(draft, saved)
  const dirty = filter === null || touched
  const error = runs.find((one) => one.error)?.error ?? null
  const show = (now: Filter, there: typeof draft | null) => {
    setBase(now)
    const held = there ?? draftRule(now.name, now.rule)
    setSaved(held)
    if (!there) setDraft(held)
  }
  const behind = filter !== null && !busy && !saysTheSame(draftRule(filter.name, filter.rule), saved)
  if (behind && !touched) show(filter, null)
  const { question, letGo } = useLeaving(touched)
  // Who left, or went on writing, is not fetched back and sees no trial of what they no longer see.
  const latest = useRef<typeof draft | null>(draft)
  useEffect(() => {
    latest.current = draft
    return () => {
      latest.current = null
    }
  }, [draft])
  const reset = () => runs.forEach((one) => (one === attempt || !one.isPending) && one.reset())
  const change = (part: Partial<typeof draft>) => {
    setDraft({ ...draft, ...part })
    setWrong(null)
    reset()
  }
  const isWhole = () => {
    const names = all.filter((one) => one.id !== filter?.id).map(({ name }) => name)
    const found = findWrong(draft, names)
    setWrong(found)
    if (found !== null) requestAnimationFrame(() => document.querySelector<HTMLElement>('main [aria-invalid="true"]')?.focus())
    return found === null
  }
  const tryIt = (id: string | null) => {
    if (busy || !isWhole()) return
    reset()
    attempt.mutate(id ? { id } : { rule: ruleOf(draft) })
  }
  const onSave = async (event: FormEvent) => {
    event.preventDefault()
    if (busy || !isWhole()) return
    reset()
    const sent = draft
    const made = await (base ? alter.mutateAsync({ id: base.id, ...changesOf(draft, base) }) : create.mutateAsync({ name: draft.name.trim(), rule: ruleOf(draft) })).catch(() => null)
    if (!made) return
    toast(say('mail.filter.saved'), { icon: check })
    if (latest.current === null) return
    show(made, sent)
    if (!base) {
      onMade(made.id)
      letGo()
      void navigate({ to: '/admin/mail/filters/$id', params: { id: made.id }, replace: true })
    }
    if (latest.current === sent) attempt.mutate({ id: made.id })
  }
  const onTurn = (enabled: boolean) => {
    if (busy || !filter) return
    const { name } = filter
    reset()
    turn.mutate({ id: filter.id, enabled }, { onSuccess: () => toast(say(enabled ? 'mail.filter.on.done' : 'mail.filter.off.done', { name }), { icon: check }) })
  }
  const row = typeof wrong === 'object' ? wrong : null
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
          <Button aria-disabled={busy} onClick={() => tryIt(dirty ? null : filter.id)}>
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
      {behind && touched ? <Behind onLoad={() => show(filter, null)} /> : null}
      <form id="filter" noValidate onSubmit={(event) => void onSave(event)}>
        <FormSection title={say('mail.filter.name')} words={say('mail.filter.name.words')}>
          <TextField
            label={say('mail.filter.name')}
            value={draft.name}
            error={wrong === 'name' ? say('mail.filter.name.missing') : wrong === 'name-taken' ? say('mail.filter.name.taken') : undefined}
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
        </FormSection>
        <FormSection title={say('mail.filter.conditions')} words={say('mail.filter.conditions.words')}>
          <Conditions conditions={draft.conditions} accounts={accounts} wrong={row} onChange={(conditions) => change({ conditions })} />
          {wrong === 'conditions' ? <Hint look="bad" role="alert">{say('mail.filter.conditions.missing')}</Hint> : null}
        </FormSection>
        <FormSection title={say('mail.filter.set')} words={say('mail.filter.set.words')}>
          <Sets sets={draft.set} wrong={row} addLabel={say('mail.set.add')} onChange={(set) => change({ set })} />
        </FormSection>
        <FormSection title={say('mail.filter.later')} words={say('mail.filter.later.words')}>
          <Sets sets={draft.later} wrong={row} addLabel={say('mail.set.add-later')} onChange={(later) => change({ later })} />
        </FormSection>
        <FormSection title={say('mail.filter.deeds')}>
          <Checkbox label={say('mail.rule.ignore')} description={say('mail.filter.ignore.words')} checked={draft.ignore} onChange={(event) => change({ ignore: event.currentTarget.checked })} />
          <Checkbox label={say('mail.rule.silent')} description={say('mail.filter.silent.words')} checked={draft.silent} onChange={(event) => change({ silent: event.currentTarget.checked })} />
          <Checkbox label={say('mail.rule.stop')} description={say('mail.filter.stop.words')} checked={draft.stop} onChange={(event) => change({ stop: event.currentTarget.checked })} />
          {wrong === 'deeds' ? <Hint look="bad" role="alert">{say('mail.filter.deeds.missing')}</Hint> : null}
        </FormSection>
      </form>
      {error ? (
        <Arrived>
          <Hint look="bad" role="alert">
            {wrongWords(error, (word) => say(word)) ?? common(problemWord(error))}
          </Hint>
        </Arrived>
      ) : null}
      {attempt.isPending ? <Waiting widths={[50, 90, 80]} /> : null}
      {attempt.data ? (
        <Arrived>
          <TrialView trial={attempt.data} />
        </Arrived>
      ) : null}
      {question}
    </Page>
  )
}

function wrongWords(error: unknown, say: (word: MailWord) => string): string | null {
  const [first] = asProblem(error).errors
  const word = known.get(`${first?.field} ${first?.reason}`)
  return word ? say(word) : null
}
