import { type ReactNode, useState } from 'react'
import { fold, rows, Sheet, TextField } from '../../../kit'
import { useWireWords } from '../../../wire'
import classes from './Members.module.css'

interface Props<Item> {
  /** What the list is of. */
  label: string
  /** The name of the search. */
  search: string
  items: Item[]
  keyOf: (item: Item) => string | number
  /** What is looked through. */
  texts: (item: Item) => string[]
  found: (count: number) => string
  /** What is said when there is nothing at all. */
  none: string
  draw: (item: Item) => ReactNode
}

const isGone = (item: object) => 'valid' in item && item.valid === false

/** A list that is found in while one types. Who is not valid stands last. */
export function Finder<Item extends object>({ label, search, items, keyOf, texts, found, none, draw }: Props<Item>) {
  const common = useWireWords()
  const [q, setQ] = useState('')
  if (items.length === 0) return <p className={rows.none}>{none}</p>
  const wanted = fold(q.trim())
  const shown = items
    .filter((item) => texts(item).some((text) => fold(text).includes(wanted)))
    .toSorted((a, b) => Number(isGone(a)) - Number(isGone(b)))
  return (
    <>
      <TextField label={search} type="search" value={q} onChange={(event) => setQ(event.currentTarget.value)} />
      <p role="status" className={classes.count}>{shown.length > 0 ? found(shown.length) : common('wire.nothing-found')}</p>
      {shown.length > 0 ? (
        <Sheet>
          <ul aria-label={label}>
            {shown.map((item) => (
              <li key={keyOf(item)} className={rows.row}>
                <div className={rows.what}>{draw(item)}</div>
              </li>
            ))}
          </ul>
        </Sheet>
      ) : null}
    </>
  )
}
