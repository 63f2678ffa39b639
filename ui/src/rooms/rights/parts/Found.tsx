import type { ReactNode } from 'react'
import { rows, Sheet, TextField, Waiting } from '../../../kit'
import { Failed, useWireWords } from '../../../wire'
import { mostFound } from '../api'
import { useRightsWords } from '../words'
import classes from './Members.module.css'

interface Props<Item> {
  label: string
  search: string
  q: string
  onSearch: (q: string) => void
  items: Item[] | undefined
  error: unknown
  onRetry: () => void
  keyOf: (item: Item) => string
  found: (count: number) => string
  none: string
  draw: (item: Item) => ReactNode
}

/** A list of what the server finds while one types. */
export function Found<Item>({ label, search, q, onSearch, items, error, onRetry, keyOf, found, none, draw }: Props<Item>) {
  const say = useRightsWords()
  const common = useWireWords()
  return (
    <>
      <TextField label={search} type="search" value={q} onChange={(event) => onSearch(event.currentTarget.value)} />
      {items ? (
        <>
          <p role="status" className={classes.count}>{items.length === 0 ? (q.trim() ? common('wire.nothing-found') : none) : items.length < mostFound ? found(items.length) : say('rights.found.most', { count: mostFound })}</p>
          {items.length > 0 ? (
            <Sheet>
              <ul aria-label={label}>
                {items.map((item) => (
                  <li key={keyOf(item)} className={rows.row}>
                    <div className={rows.what}>{draw(item)}</div>
                  </li>
                ))}
              </ul>
            </Sheet>
          ) : null}
        </>
      ) : error ? (
        <Failed error={error} onRetry={onRetry} />
      ) : (
        <Waiting widths={[60, 90, 60, 90]} />
      )}
    </>
  )
}
