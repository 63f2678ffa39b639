import plus from 'icon:plus'
import trash from 'icon:trash'
import { Button, IconButton, Select, TextField } from '../../../kit'
import { type DraftSet, newSet, type WrongRow } from '../draft'
import { properties, type Property } from '../model'
import { useNames } from '../useNames'
import { useMailWords } from '../words'
import classes from './Rows.module.css'
import { useRowFocus } from './useRowFocus'

interface Props {
  sets: DraftSet[]
  wrong: WrongRow | null
  addLabel: string
  onChange: (sets: DraftSet[]) => void
}

/** What a ticket gets, one property a row. */
export function Sets({ sets, wrong, addLabel, onChange }: Props) {
  const say = useMailWords()
  const { choices } = useNames()
  const { list, at } = useRowFocus(sets.length)
  const put = (key: number, change: Partial<DraftSet>) => onChange(sets.map((one) => (one.key === key ? { ...one, ...change } : one)))
  const drop = (index: number) => {
    at(index)
    onChange(sets.toSpliced(index, 1))
  }
  const add = () => {
    at(sets.length)
    onChange([...sets, newSet(sets)])
  }
  return (
    <div ref={list} className={classes.list}>
      {sets.length > 0 ? (
        <ul className={classes.rows}>
          {sets.map((set, index) => {
            const offered = choices(set.property, set.value)
            const label = say(`mail.set.${set.property}`)
            const error = wrong?.key === set.key ? say('mail.missing') : undefined
            const free = properties.filter((property) => property === set.property || !sets.some((one) => one.property === property))
            return (
              <li key={set.key} className={classes.row} aria-label={label}>
                <Select
                  className={classes.kind}
                  label={say('mail.set.what')}
                  data={free.map((property) => ({ value: property, label: say(`mail.set.${property}`) }))}
                  value={set.property}
                  onChange={(property) => put(set.key, { property: (property ?? 'queue') as Property, value: '' })}
                />
                {offered ? (
                  <Select className={classes.value} label={label} data={offered} searchable={offered.length > 8} value={set.value || null} error={error} onChange={(value) => put(set.key, { value: value ?? '' })} />
                ) : (
                  <TextField className={classes.value} label={label} value={set.value} autoComplete="off" error={error} onChange={(event) => put(set.key, { value: event.currentTarget.value })} />
                )}
                <IconButton className={classes.remove} label={say('mail.set.remove', { what: label })} icon={trash} onClick={() => drop(index)} />
              </li>
            )
          })}
        </ul>
      ) : null}
      {sets.length < properties.length ? (
        <div>
          <Button size="small" icon={plus} onClick={add}>
            {addLabel}
          </Button>
        </div>
      ) : null}
    </div>
  )
}
