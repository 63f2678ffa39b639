import { useEffect, useRef } from 'react'
import { Button, Hint } from '../../../kit'
import { useTimes } from '../../../wire'
import type { AddressRehearsal } from '../api'
import { useAccessWords } from '../words'
import classes from './Policy.module.css'

interface Props {
  found: AddressRehearsal
  busy: boolean
  onApply: () => void
}

/** Whom rules would shut out, before they count. */
export function Rehearsal({ found, busy, onApply }: Props) {
  const say = useAccessWords()
  const times = useTimes()
  const apply = useRef<HTMLButtonElement>(null)
  useEffect(() => apply.current?.focus(), [])
  return (
    <section className={classes.form}>
      <Hint look={found.count > 0 ? 'stale' : 'pen'} role="status">
        {found.count > 0 ? say('access.addresses.try.some', { count: found.count, of: found.of }) : say('access.addresses.try.none', { of: found.of })}
        <ul className={classes.effects}>
          {found.shut_out.map((who) => (
            <li key={`${who.kind}${who.login}${who.last_seen_at}`}>
              {say('access.addresses.try.who', { name: who.name, ip: who.ip ?? '', time: times.within(who.last_seen_at) })}
            </li>
          ))}
        </ul>
      </Hint>
      {found.you ? null : (
        <Hint look="bad" role="alert">
          {say('access.addresses.try.you')}
        </Hint>
      )}
      <p>{say('access.addresses.apply.words')}</p>
      <div className={classes.foot}>
        <Button ref={apply} look="primary" aria-disabled={busy} onClick={onApply}>
          {say('access.addresses.apply')}
        </Button>
      </div>
    </section>
  )
}
