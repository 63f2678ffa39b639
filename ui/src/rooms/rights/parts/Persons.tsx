import trash from 'icon:trash'
import { type ReactNode, useRef } from 'react'
import { IconButton, rows, Sheet, Stamp } from '../../../kit'
import { useRightsWords } from '../words'
import { Add } from './Add'
import classes from './Members.module.css'

export interface Somebody {
  id: string
  name: string
  valid: boolean
}

interface Props {
  label: string
  /** Who is there already. */
  people: Somebody[]
  /** Who may come. */
  others: Somebody[]
  none: string
  add: string
  remove: (name: string) => string
  busy: boolean
  draw?: (person: Somebody) => ReactNode
  onTurn: (person: Somebody, is: boolean) => void
}

/** Some people: who is among them, and who comes or goes. */
export function Persons({ label, people, others, none, add, remove, busy, draw = ({ name }) => name, onTurn }: Props) {
  const say = useRightsWords()
  const place = useRef<HTMLDivElement>(null)
  const go = (person: Somebody) => {
    if (busy) return
    // The row goes with its button; the focus must not go with them.
    place.current?.querySelector<HTMLElement>('[aria-haspopup]')?.focus()
    onTurn(person, false)
  }
  return (
    <div ref={place}>
      {people.length === 0 ? <p className={rows.none}>{none}</p> : null}
      {people.length > 0 ? (
        <Sheet>
          <ul aria-label={label}>
            {people.map((person) => (
              <li key={person.id} className={rows.row}>
                <div className={rows.what}>
                  <p className={rows.name}>
                    {draw(person)}
                    {person.valid ? null : <Stamp look="muted">{say('rights.invalid')}</Stamp>}
                  </p>
                </div>
                <IconButton label={remove(person.name)} icon={trash} size="small" aria-disabled={busy} onClick={() => go(person)} />
              </li>
            ))}
          </ul>
        </Sheet>
      ) : null}
      {others.length > 0 ? (
        <div className={classes.add}>
          <Add
            label={add}
            others={others}
            onAdd={(id) => {
              const person = others.find((one) => one.id === id)
              if (person && !busy) onTurn(person, true)
            }}
          />
        </div>
      ) : null}
    </div>
  )
}
