import { useInfiniteQuery } from '@tanstack/react-query'
import magnifier from 'icon:magnifying-glass'
import plus from 'icon:plus/bold'
import { useEffect, useState } from 'react'
import { Blank, Button, buttonClass, fold, Hint, Icon, Perforation, Slip, Stub, TextField, usePatience } from '../kit'
import { problemWord, useMe, useTimes, useWireWords } from '../wire'
import { type MyTicketRow, myTicketsQuery } from './api'
import { Go } from './Go'
import classes from './ListPage.module.css'
import { portalState, StateStamp } from './state'
import { usePortalWords } from './words'

const filters = ['open', 'solved', 'all'] as const
type Filter = (typeof filters)[number]

const belongs: Record<Filter, (row: MyTicketRow) => boolean> = {
  open: (row) => portalState(row) !== 'solved',
  solved: (row) => portalState(row) === 'solved',
  all: () => true,
}

/** One's own requests. */
export function ListPage() {
  const say = usePortalWords()
  const common = useWireWords()
  const me = useMe()
  const found = useInfiniteQuery(myTicketsQuery)
  const late = usePatience(found.isPending, 300)
  const [filter, setFilter] = useState<Filter>('open')
  const [typed, setTyped] = useState('')
  const rows = found.data?.pages.flatMap((page) => page.items) ?? []
  const wanted = fold(typed.trim())
  const matching = rows.filter((row) => fold(`${row.title} ${row.number}`).includes(wanted))
  const shown = matching.filter(belongs[filter])
  const waiting = rows.filter((row) => row.your_turn).length
  const plusSign = found.hasNextPage ? '+' : ''
  useEffect(() => {
    document.title = say('portal.requests')
  }, [say])
  return (
    <>
      <div className={classes.top}>
        <div className={classes.heading}>
          <h1 className={classes.title}>{say('portal.requests')}</h1>
          <p className={classes.sub}>{found.data ? say('portal.waiting', { count: waiting }) : '\u00a0'}</p>
        </div>
        <TextField
          type="search"
          size="md"
          className={classes.search}
          aria-label={say('portal.search')}
          placeholder={say('portal.search')}
          leftSection={<Icon d={magnifier} />}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        {me.can.create_ticket ? (
          <Go to="/new" className={`${buttonClass('primary', 'large')} ${classes.new}`}>
            <Icon d={plus} />
            {say('portal.new')}
          </Go>
        ) : null}
      </div>
      {found.error && !found.data ? (
        <Hint look="bad" role="alert">
          {common(problemWord(found.error))}{' '}
          <Button size="small" onClick={() => void found.refetch()}>
            {common('wire.retry')}
          </Button>
        </Hint>
      ) : null}
      {late ? <Blank widths={[60, 40, 70, 40, 50, 40]} /> : null}
      {found.data && rows.length === 0 ? (
        <Slip title={say('portal.empty')} className={classes.empty}>
          <p>{say('portal.empty.words')}</p>
        </Slip>
      ) : null}
      {rows.length > 0 ? (
        <>
          <div className={classes.filters} role="group" aria-label={say('portal.filter')}>
            {filters.map((one) => (
              <button key={one} type="button" className={classes.filter} aria-pressed={one === filter} onClick={() => setFilter(one)}>
                {say(`portal.filter.${one}`)}{' '}
                <span className={classes.count}>
                  {matching.filter(belongs[one]).length}
                  {plusSign}
                </span>
              </button>
            ))}
          </div>
          {shown.length > 0 ? (
            <ul className={classes.rows}>
              {shown.map((row) => (
                <Row key={row.id} row={row} />
              ))}
            </ul>
          ) : (
            <p className={classes.none} role="status">
              {say(wanted ? 'portal.search.none' : filter === 'solved' ? 'portal.none.solved' : 'portal.none.open')}
            </p>
          )}
          {found.hasNextPage ? (
            <Button size="large" className={classes.more} onClick={() => void found.fetchNextPage()}>
              {say('portal.more')}
            </Button>
          ) : null}
        </>
      ) : null}
    </>
  )
}

function Row({ row }: { row: MyTicketRow }) {
  const say = usePortalWords()
  const times = useTimes()
  return (
    <li className={classes.row}>
      <div className={classes.stub}>
        <Stub number={row.number} />
      </div>
      <Perforation className={classes.perforation} />
      <div className={classes.what}>
        <Go to={`/tickets/${row.id}`} className={classes.link}>
          {row.title}
        </Go>
        <p className={classes.note}>{say('portal.created', { time: times.within(row.created_at) })}</p>
        {row.asked_by ? <p className={classes.note}>{say('portal.asked-by', { name: row.asked_by })}</p> : null}
      </div>
      <div className={classes.state}>
        <StateStamp ticket={row} />
      </div>
      <time className={classes.time} dateTime={row.changed_at}>
        {times.short(row.changed_at)}
      </time>
    </li>
  )
}
