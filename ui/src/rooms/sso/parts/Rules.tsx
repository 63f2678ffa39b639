import plus from 'icon:plus'
import trash from 'icon:trash'
import type { ReactNode } from 'react'
import { Button, IconButton, Select, TextField } from '../../../kit'
import type { Target } from '../api'
import { type DraftDomain, type DraftRule, newDomain, newRule, permissions } from '../draft'
import { useSsoWords } from '../words'
import classes from './Rows.module.css'
import { useRowFocus } from './useRowFocus'

interface ListProps<Row extends { key: number }> {
  rows: Row[]
  label: (place: number) => string
  remove: (place: number) => string
  add: string
  make: () => Row
  draw: (row: Row, put: (change: Partial<Row>) => void) => ReactNode
  onChange: (rows: Row[]) => void
}

/** Rows that come and go. */
function Rows<Row extends { key: number }>({ rows, label, remove, add, make, draw, onChange }: ListProps<Row>) {
  const { list, at } = useRowFocus(rows.length)
  return (
    <div ref={list} className={classes.list}>
      <ul className={classes.rows}>
        {rows.map((row, index) => (
          <li key={row.key} className={classes.row} aria-label={label(index + 1)}>
            {draw(row, (change) => onChange(rows.map((one) => (one.key === row.key ? { ...one, ...change } : one))))}
            <IconButton
              className={classes.remove}
              label={remove(index + 1)}
              icon={trash}
              onClick={() => {
                at(index)
                onChange(rows.filter((one) => one.key !== row.key))
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
            at(rows.length)
            onChange([...rows, make()])
          }}
        >
          {add}
        </Button>
      </div>
    </div>
  )
}

interface RulesProps {
  rules: DraftRule[]
  roles: Target[]
  groups: Target[]
  error: string | undefined
  onChange: (rules: DraftRule[]) => void
}

/** What a value of the groups claim gives. */
export function Rules({ rules, roles, groups, error, onChange }: RulesProps) {
  const say = useSsoWords()
  const targets = [
    ...roles.map(({ id, name }) => ({ value: `role:${id}`, label: say('sso.rule.role', { name }) })),
    ...groups.map(({ id, name }) => ({ value: `group:${id}`, label: say('sso.rule.group', { name }) })),
  ]
  return (
    <Rows
      rows={rules}
      label={(place) => say('sso.rule', { place })}
      remove={(place) => say('sso.rule.remove', { place })}
      add={say('sso.rule.add')}
      make={newRule}
      onChange={onChange}
      draw={(rule, put) => (
        <>
          <TextField
            className={classes.value}
            label={say('sso.rule.value')}
            value={rule.value}
            spellCheck={false}
            autoComplete="off"
            error={rule.value.trim() === '' ? error : undefined}
            onChange={(event) => put({ value: event.currentTarget.value })}
          />
          <Select
            className={classes.value}
            label={say('sso.rule.gives')}
            data={targets}
            searchable={targets.length > 8}
            value={rule.target}
            error={rule.target === '' ? error : undefined}
            onChange={(target) => put({ target: target ?? '' })}
          />
          {rule.target.startsWith('group:') ? (
            <Select
              className={classes.short}
              label={say('sso.rule.permission')}
              data={permissions.map((value) => ({ value, label: value }))}
              value={rule.permission}
              onChange={(permission) => put({ permission: permission ?? 'ro' })}
            />
          ) : null}
        </>
      )}
    />
  )
}

interface DomainsProps {
  domains: DraftDomain[]
  error: string | undefined
  onChange: (domains: DraftDomain[]) => void
}

/** Whose addresses belong to which customer. */
export function Domains({ domains, error, onChange }: DomainsProps) {
  const say = useSsoWords()
  return (
    <Rows
      rows={domains}
      label={(place) => say('sso.domain.row', { place })}
      remove={(place) => say('sso.domain.remove', { place })}
      add={say('sso.domain.add')}
      make={newDomain}
      onChange={onChange}
      draw={(row, put) => (
        <>
          <TextField className={classes.value} label={say('sso.domain')} value={row.domain} spellCheck={false} autoComplete="off" error={error} onChange={(event) => put({ domain: event.currentTarget.value })} />
          <TextField className={classes.value} label={say('sso.domain.customer')} value={row.customer} spellCheck={false} autoComplete="off" onChange={(event) => put({ customer: event.currentTarget.value })} />
        </>
      )}
    />
  )
}
