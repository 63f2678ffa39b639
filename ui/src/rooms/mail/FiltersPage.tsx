import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import down from 'icon:arrow-down'
import up from 'icon:arrow-up'
import check from 'icon:check'
import plus from 'icon:plus'
import trash from 'icon:trash'
import { useEffect, useRef } from 'react'
import { Button, buttonClass, Icon, IconButton, Page, rows, Sheet, Stamp, toast, Waiting } from '../../kit'
import { Failed, problemWord, useWireWords } from '../../wire'
import { accountsQuery, type Filter, filtersQuery, useOrderFilters, useRemoveFilter, useRestoreFilter, useSwitchFilter } from './api'
import { conditionWords, deedWords } from './model'
import { Words } from './parts/Page'
import { useNames } from './useNames'
import { useMailWords } from './words'

/** The postmaster filters, in the order in which a mail meets them. */
export const FiltersPage = () => (
  <Words>
    <Filters />
  </Words>
)

function Filters() {
  const say = useMailWords()
  const { data, error, refetch } = useQuery(filtersQuery)
  return (
    <Page
      title={say('mail.filters')}
      words={say('mail.filters.words')}
      acts={
        <Link to="/admin/mail/filters/$id" params={{ id: 'new' }} className={buttonClass('primary')}>
          <Icon d={plus} />
          {say('mail.filter.new')}
        </Link>
      }
    >
      {data ? <List filters={data} /> : error ? <Failed error={error} onRetry={() => void refetch()} /> : <Waiting widths={[60, 90, 60, 90]} />}
    </Page>
  )
}

function List({ filters }: { filters: Filter[] }) {
  const say = useMailWords()
  const common = useWireWords()
  const { mutate: order } = useOrderFilters()
  const { mutate: remove, isPending: removing } = useRemoveFilter()
  const { mutate: restore } = useRestoreFilter()
  const { mutate: turn } = useSwitchFilter()
  const list = useRef<HTMLOListElement>(null)
  const moved = useRef<{ id: string; by: number; to: number } | null>(null)
  const gone = useRef<{ id: string; at: number } | null>(null)
  const onError = (problem: unknown) => toast(common(problemWord(problem)), { look: 'bad' })
  const refuse = (problem: unknown) => {
    moved.current = null
    gone.current = null
    onError(problem)
  }
  const ids = filters.map(({ id }) => id)
  // A row that moves takes the focus with it.
  useEffect(() => {
    if (!moved.current || ids[moved.current.to] !== moved.current.id) return
    const { id, by } = moved.current
    moved.current = null
    const row = list.current?.querySelector(`[data-id="${id}"]`)
    const buttons = [by, -by].map((step) => row?.querySelector<HTMLButtonElement>(`[data-step="${step}"]`))
    buttons.find((button) => button && !button.disabled)?.focus()
  })
  // Where one goes, the next has it.
  useEffect(() => {
    if (!gone.current || ids.includes(gone.current.id)) return
    const left = list.current?.children
    const row = left?.[gone.current.at] ?? left?.[gone.current.at - 1]
    gone.current = null
    const next = row?.querySelector<HTMLElement>('a') ?? document.querySelector<HTMLElement>('main')
    next?.focus()
  })
  const move = (filter: Filter, by: number) => {
    const at = ids.indexOf(filter.id)
    const next = ids.toSpliced(at, 1).toSpliced(at + by, 0, filter.id)
    moved.current = { id: filter.id, by, to: at + by }
    order(next, { onError: refuse, onSuccess: () => toast(say('mail.filter.moved', { name: filter.name, place: at + by + 1 }), { icon: check }) })
  }
  const drop = (filter: Filter) => {
    if (removing) return
    gone.current = { id: filter.id, at: ids.indexOf(filter.id) }
    remove(filter.id, {
      onError: refuse,
      onSuccess: () =>
        toast(say('mail.filter.removed', { name: filter.name }), {
          icon: check,
          undo: { label: common('wire.undo'), run: () => restore({ filter, order: ids }, { onError }) },
        }),
    })
  }
  const flip = (filter: Filter) => {
    const enabled = !filter.enabled
    turn({ id: filter.id, enabled }, { onError, onSuccess: () => toast(say(enabled ? 'mail.filter.on.done' : 'mail.filter.off.done', { name: filter.name }), { icon: check }) })
  }
  if (filters.length === 0) return <p className={rows.none}>{say('mail.filters.none')}</p>
  return (
    <Sheet>
      <ol ref={list} aria-label={say('mail.filters')}>
        {filters.map((filter, index) => (
          <Row
            key={filter.id}
            filter={filter}
            place={index + 1}
            last={index === filters.length - 1}
            onMove={(by) => move(filter, by)}
            onRemove={() => drop(filter)}
            onSwitch={() => flip(filter)}
          />
        ))}
      </ol>
    </Sheet>
  )
}

interface RowProps {
  filter: Filter
  place: number
  last: boolean
  onMove: (by: number) => void
  onRemove: () => void
  onSwitch: () => void
}

function Row({ filter, place, last, onMove, onRemove, onSwitch }: RowProps) {
  const say = useMailWords()
  const { name } = useNames()
  const { data: accounts } = useQuery(accountsQuery)
  const may = filter.enabled || filter.tried
  return (
    <li className={rows.row} data-id={filter.id}>
      <span className={rows.place}>{place}</span>
      <div className={rows.what}>
        <p className={rows.name}>
          <Link to="/admin/mail/filters/$id" params={{ id: filter.id }}>
            {filter.name}
          </Link>
          <Stamp look={filter.enabled ? 'pen' : 'muted'}>{say(filter.enabled ? 'mail.filter.is-on' : 'mail.filter.is-off')}</Stamp>
          {filter.tried ? null : <Stamp look="outline">{say('mail.filter.untried')}</Stamp>}
        </p>
        <p className={rows.line}>{filter.rule.conditions.map((condition) => conditionWords(say, condition, accounts)).join(say('mail.rule.and'))}</p>
        <p className={rows.line}>→ {deedWords(say, filter.rule, name).join(' · ')}</p>
      </div>
      <div className={rows.acts}>
        {may ? (
          <Button size="small" aria-label={say(filter.enabled ? 'mail.filter.off.label' : 'mail.filter.on.label', { name: filter.name })} onClick={onSwitch}>
            {say(filter.enabled ? 'mail.filter.off' : 'mail.filter.on')}
          </Button>
        ) : (
          <Link to="/admin/mail/filters/$id" params={{ id: filter.id }} className={buttonClass('secondary', 'small')} aria-label={say('mail.filter.try.label', { name: filter.name })}>
            {say('mail.filter.try')}
          </Link>
        )}
        <IconButton label={say('mail.filter.up', { name: filter.name })} icon={up} size="small" disabled={place === 1} data-step={-1} onClick={() => onMove(-1)} />
        <IconButton label={say('mail.filter.down', { name: filter.name })} icon={down} size="small" disabled={last} data-step={1} onClick={() => onMove(1)} />
        <IconButton label={say('mail.filter.remove', { name: filter.name })} icon={trash} size="small" onClick={onRemove} />
      </div>
    </li>
  )
}
