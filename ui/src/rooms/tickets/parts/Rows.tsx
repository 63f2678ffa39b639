import { useNavigate } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { type Act, useActs } from '../../../kit'
import type { ListSearch } from '../search'
import type { List } from '../useList'
import { useTicketWords } from '../words'
import { Row } from './Row'
import classes from './Rows.module.css'

const rowRem = 4.125

interface Props {
  found: List
  search: ListSearch
  number: string | undefined
  label: string
}

/** The rows of the list; only those in view are in the page. One row has the cursor, another may be open. */
export function Rows({ found, search, number, label }: Props) {
  // The virtual list hands out functions that must run anew each time, so this component is left as it is written.
  'use no memo'
  const { rows, more, whole } = found
  const navigate = useNavigate()
  const pane = useRef<HTMLDivElement>(null)
  const [cursor, setCursor] = useState<string | null>(null)
  const height = rowRem * Number.parseFloat(getComputedStyle(document.documentElement).fontSize || '16')
  // eslint-disable-next-line react-hooks/incompatible-library -- the component is not compiled, see above
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => pane.current,
    estimateSize: () => height,
    overscan: 8,
    getItemKey: (index) => rows[index]?.id ?? index,
  })
  const items = virtual.getVirtualItems()
  const lastInView = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (!whole && lastInView > rows.length - 20) more()
  }, [whole, lastInView, rows.length, more])

  const openAt = rows.findIndex((row) => row.number === number)
  const marked = rows.findIndex((row) => row.id === cursor)
  const at = marked >= 0 ? marked : openAt

  const open = useCallback(
    (wanted: string) => {
      const row = rows.find((one) => one.id === wanted)
      if (row) void navigate({ to: '/tickets/$number', params: { number: row.number }, search })
    },
    [rows, navigate, search],
  )
  const move = (step: number) => {
    const next = Math.min(rows.length - 1, Math.max(0, at < 0 ? 0 : at + step))
    setCursor(rows[next]?.id ?? null)
    virtual.scrollToIndex(next)
  }
  const pick = useCallback((id: string) => setCursor(id), [])
  useRowActs(move, () => {
    const row = rows[at]
    if (row) open(row.id)
  })

  return (
    <div
      ref={pane}
      className={classes.grid}
      role="grid"
      aria-label={label}
      aria-rowcount={whole ? rows.length : -1}
      aria-activedescendant={items.some((item) => item.index === at) ? `row-${rows[at]?.id}` : undefined}
      tabIndex={0}
      onKeyDown={(event) => {
        const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8, Home: -rows.length, End: rows.length }
        const step = steps[event.key]
        if (step !== undefined) {
          event.preventDefault()
          move(step)
        } else if (event.key === 'Enter' && event.target === event.currentTarget) {
          const row = rows[at]
          if (row) open(row.id)
        }
      }}
    >
      <div role="presentation" className={classes.inner} style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const row = rows[item.index]
          if (!row) return null
          return (
            <div
              key={item.key}
              role="row"
              id={`row-${row.id}`}
              aria-rowindex={item.index + 1}
              aria-selected={row.number === number}
              className={classes.place}
              style={{ transform: `translateY(${item.start}px)`, height }}
            >
              <Row row={row} open={row.number === number} marked={item.index === at} search={search} onPick={pick} />
            </div>
          )
        })}
      </div>
    </div>
  )
}

function useRowActs(move: (step: number) => void, open: () => void) {
  const say = useTicketWords()
  const latest = useRef({ move, open })
  useEffect(() => {
    latest.current = { move, open }
  })
  const acts = useMemo<Act[]>(() => {
    const group = say('tickets.group.list')
    return [
      { id: 'list.next', label: say('tickets.act.next'), group, keys: 'j', run: () => latest.current.move(1) },
      { id: 'list.previous', label: say('tickets.act.previous'), group, keys: 'k', run: () => latest.current.move(-1) },
      { id: 'list.open', label: say('tickets.act.open'), group, keys: 'o', run: () => latest.current.open() },
    ]
  }, [say])
  useActs(acts)
}
