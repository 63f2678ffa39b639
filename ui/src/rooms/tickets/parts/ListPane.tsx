import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import arrowUp from 'icon:arrow-up'
import list from 'icon:list'
import magnifier from 'icon:magnifying-glass'
import sortIcon from 'icon:sort-ascending'
import { useState } from 'react'
import { Blank, Button, buttonClass, Hint, Icon, IconButton, Menu, Pane, Slip, SlipRule, Splitter, useAtLeast, usePatience } from '../../../kit'
import { problemWord, useWireWords } from '../../../wire'
import { queuesQuery, viewsQuery } from '../api'
import { queuePath } from '../model'
import { type ListSearch, sorts } from '../search'
import { type List, useList } from '../useList'
import { type TicketWord, useTicketWords } from '../words'
import { Rows } from './Rows'
import classes from './ListPane.module.css'
import { SearchBox } from './SearchBox'

/** How the list is called that the address asks for. */
export function listTitle(search: ListSearch, say: (id: TicketWord) => string): string {
  if (search.q !== undefined) return say('tickets.found')
  if (search.queue !== undefined) return queuePath(search.queue)
  return say(`tickets.view.${search.view ?? 'mine'}`)
}

interface Props {
  search: ListSearch
  number: string | undefined
  /** Opens the views where they have no place of their own. */
  onViews?: () => void
}

export function ListPane({ search, number, onViews }: Props) {
  const say = useTicketWords()
  const found = useList(search)
  const [searching, setSearching] = useState(false)
  const title = listTitle(search, say)
  const count = useCount(search, found)
  const [width, setWidth] = useListWidth()
  const bothFit = useAtLeast(64)
  const alone = found.empty && number === undefined
  return (
    <Pane region="list" label={title} className={classes.pane} data-alone={alone || undefined} style={bothFit && !alone ? { flexBasis: width } : undefined}>
      <header className={classes.head}>
        {onViews ? <IconButton label={say('tickets.views')} icon={list} size="small" onClick={onViews} /> : null}
        <h1 className={classes.title}>{title}</h1>
        <span className={classes.count}>{count}</span>
        {onViews ? <IconButton label={say('tickets.search')} icon={magnifier} size="small" onClick={() => setSearching(!searching)} /> : null}
        <SortMenu search={search} />
      </header>
      {onViews && (searching || search.q !== undefined) ? (
        <div className={classes.search}>
          <SearchBox search={search} />
        </div>
      ) : null}
      <p className="said-only" role="status">
        {found.news > 0 ? say('tickets.news', { count: found.news }) : ''}
      </p>
      {found.news > 0 ? (
        <button type="button" className={classes.news} onClick={found.showNews}>
          <Icon d={arrowUp} size={14} />
          {say('tickets.news', { count: found.news })}
        </button>
      ) : null}
      <Body found={found} search={search} number={number} title={title} />
      {bothFit && !alone ? <Splitter label={say('tickets.list.width')} width={width} least={300} most={520} onWidth={setWidth} /> : null}
    </Pane>
  )
}

const widthKey = 'beleg.list.width'

/** How wide the list is, in pixels; kept on this computer. */
function useListWidth(): [number, (width: number) => void] {
  const [width, setWidth] = useState(() => Math.min(520, Math.max(300, Number(localStorage.getItem(widthKey)) || 348)))
  return [
    width,
    (next) => {
      setWidth(next)
      localStorage.setItem(widthKey, String(next))
    },
  ]
}

/** How many tickets belong to the list: what the server counted, or what is here. */
function useCount(search: ListSearch, found: List): string {
  const views = useQuery(viewsQuery).data
  const queues = useQuery(queuesQuery).data
  const counted = search.queue === undefined ? views?.find((view) => view.key === search.view)?.open : queues?.find((queue) => queue.name === search.queue)?.open
  if (counted !== undefined) return String(counted)
  return found.rows.length > 0 ? `${found.rows.length}${found.whole ? '' : '+'}` : ''
}

function Body({ found, search, number, title }: { found: List; search: ListSearch; number: string | undefined; title: string }) {
  const say = useTicketWords()
  const common = useWireWords()
  const late = usePatience(found.loading, 300)
  if (found.problem) {
    if (found.problem.slug === 'query-not-understood') return <p className={classes.quiet}>{common(problemWord(found.problem))}</p>
    return (
      <Hint look="bad" role="alert" className={classes.hint}>
        <p>{common(problemWord(found.problem))}</p>
        <Button size="small" look="secondary" onClick={found.retry}>
          {common('wire.retry')}
        </Button>
      </Hint>
    )
  }
  if (found.loading) return late ? <BlankRows /> : null
  if (found.rows.length === 0) {
    return (
      <div className={classes.empty}>
        <Slip className={classes.slip}>
          <h2 className={classes.emptyTitle}>{say(search.q === undefined ? 'tickets.empty' : 'tickets.empty.search')}</h2>
          <p className={classes.emptyWords}>{say(search.q === undefined ? 'tickets.empty.words' : 'tickets.empty.search.words')}</p>
          <SlipRule />
          <Link to="/tickets" search={{ view: search.view === 'mine' ? 'unowned' : 'mine' }} className={buttonClass('primary')}>
            {say(search.view === 'mine' ? 'tickets.view.unowned' : 'tickets.view.mine')}
          </Link>
        </Slip>
      </div>
    )
  }
  return <Rows key={found.q} found={found} search={search} number={number} label={title} />
}

function BlankRows() {
  return (
    <div className={classes.blank}>
      {Array.from({ length: 9 }, (_, index) => (
        <Blank key={index} widths={[48, 90 - (index % 3) * 14, 36]} />
      ))}
    </div>
  )
}

function SortMenu({ search }: { search: ListSearch }) {
  const say = useTicketWords()
  const navigate = useNavigate()
  const chosen = search.sort ?? 'changed'
  return (
    <Menu
      label={say('tickets.sort')}
      position="bottom-end"
      trigger={
        <Button look="quiet" size="small" icon={sortIcon} aria-label={`${say('tickets.sort')}: ${say(`tickets.sort.${chosen}`)}`}>
          {say(`tickets.sort.${chosen}`)}
        </Button>
      }
      groups={[
        {
          items: sorts.map((sort) => ({
            id: sort,
            label: say(`tickets.sort.${sort}`),
            checked: sort === chosen,
            run: () => void navigate({ to: '.', search: { ...search, sort: sort === 'changed' ? undefined : sort } }),
          })),
        },
      ]}
    />
  )
}
