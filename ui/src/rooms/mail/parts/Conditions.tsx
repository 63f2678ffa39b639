import plus from 'icon:plus'
import trash from 'icon:trash'
import { Button, Checkbox, IconButton, Select, TextField } from '../../../kit'
import type { Account } from '../api'
import { type DraftCondition, newCondition, type WrongRow } from '../draft'
import { accountName, bareId, type Kind, kinds, ways, wayWord } from '../model'
import { useMailWords } from '../words'
import classes from './Rows.module.css'
import { useRowFocus } from './useRowFocus'

interface Props {
  conditions: DraftCondition[]
  accounts: Account[]
  /** The row that lacks something, and what. */
  wrong: WrongRow | null
  onChange: (conditions: DraftCondition[]) => void
}

/** What must hold of a mail: all of it. */
export function Conditions({ conditions, accounts, wrong, onChange }: Props) {
  const say = useMailWords()
  const put = (key: number, change: Partial<DraftCondition>) => onChange(conditions.map((one) => (one.key === key ? { ...one, ...change } : one)))
  const { list, at } = useRowFocus(conditions.length)
  // Without an account to fetch from there is none to ask for.
  const offered = (on: Kind) => kinds.filter((kind) => kind !== 'account' || on === 'account' || accounts.length > 0)
  return (
    <div ref={list} className={classes.list}>
      <ul className={classes.rows}>
        {conditions.map((condition, index) => (
          <li key={condition.key} className={classes.row} aria-label={say('mail.condition', { place: index + 1 })}>
            <Select
              className={classes.kind}
              label={say('mail.condition.on')}
              data={offered(condition.on).map((kind) => ({ value: kind, label: say(`mail.on.${kind}`) }))}
              value={condition.on}
              onChange={(on) => put(condition.key, { on: (on ?? 'header') as Kind, is: '', name: on === 'header' ? 'Subject' : '' })}
            />
            <Asked condition={condition} accounts={accounts} wrong={wrong?.key === condition.key ? wrong.field : null} onChange={(change) => put(condition.key, change)} />
            <IconButton
              className={classes.remove}
              label={say('mail.condition.remove', { place: index + 1 })}
              icon={trash}
              onClick={() => {
                at(index)
                onChange(conditions.filter((one) => one.key !== condition.key))
              }}
            />
          </li>
        ))}
      </ul>
      <div>
        <Button
          size="small"
          icon={plus}
          onClick={() => {
            at(conditions.length)
            onChange([...conditions, newCondition()])
          }}
        >
          {say('mail.condition.add')}
        </Button>
      </div>
    </div>
  )
}

interface AskedProps {
  condition: DraftCondition
  accounts: Account[]
  wrong: WrongRow['field'] | null
  onChange: (change: Partial<DraftCondition>) => void
}

function Asked({ condition, accounts, wrong, onChange }: AskedProps) {
  const say = useMailWords()
  const { on, is } = condition
  if (on === 'size') {
    const error = wrong ? say('mail.condition.size.missing') : undefined
    return (
      <>
        <TextField className={classes.short} label={say('mail.condition.over')} inputMode="decimal" value={condition.over} error={error} onChange={(event) => onChange({ over: event.currentTarget.value })} />
        <TextField className={classes.short} label={say('mail.condition.under')} inputMode="decimal" value={condition.under} onChange={(event) => onChange({ under: event.currentTarget.value })} />
      </>
    )
  }
  if (on === 'way' || on === 'account') {
    const found = on === 'way' ? ways.map((way) => ({ value: way, label: wayWord(say, way) })) : accounts.map((account) => ({ value: bareId(account), label: accountName(account) }))
    const data = is === '' || found.some(({ value }) => value === is) ? found : [...found, { value: is, label: is }]
    return <Select className={classes.value} label={say(`mail.on.${on}`)} data={data} value={is || null} error={wrong ? say('mail.missing') : undefined} onChange={(value) => onChange({ is: value ?? '' })} />
  }
  return (
    <>
      {on === 'header' ? (
        <TextField className={classes.short} label={say('mail.condition.name')} value={condition.name} spellCheck={false} error={wrong === 'name' ? say('mail.condition.name.missing') : undefined} onChange={(event) => onChange({ name: event.currentTarget.value })} />
      ) : null}
      <TextField
        className={classes.value}
        label={say('mail.condition.pattern')}
        value={condition.matches}
        spellCheck={false}
        autoComplete="off"
        error={wrong === 'value' ? say('mail.condition.pattern.missing') : undefined}
        onChange={(event) => onChange({ matches: event.currentTarget.value })}
      />
      <Checkbox className={classes.not} label={say('mail.condition.not')} checked={condition.not} onChange={(event) => onChange({ not: event.currentTarget.checked })} />
    </>
  )
}
