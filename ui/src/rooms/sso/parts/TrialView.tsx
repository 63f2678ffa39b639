import { Fragment, useEffect, useRef } from 'react'
import { Hint } from '../../../kit'
import type { Schemas } from '../../../wire'
import { useSsoWords } from '../words'
import classes from './Rows.module.css'

/** What a provider answered, one thing after the other. It comes into sight. */
export function TrialView({ trial }: { trial: Schemas['SsoTrial'] }) {
  const say = useSsoWords()
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    void place.current?.scrollIntoView({ block: 'nearest' })
  }, [trial])
  return (
    <div ref={place} role={trial.ok ? 'status' : 'alert'} className={classes.steps}>
      {trial.steps.map((step) => (
        <Hint key={step.what} look={step.ok ? 'pen' : 'bad'}>
          <b>{say(step.ok ? 'sso.step.ok' : 'sso.step.bad')}</b> {step.words}
        </Hint>
      ))}
      {trial.person ? <Follows person={trial.person} /> : null}
    </div>
  )
}

/** What would follow for somebody whom a directory has. */
function Follows({ person }: { person: NonNullable<Schemas['SsoTrial']['person']> }) {
  const say = useSsoWords()
  const lists = [
    ['sso.ldap.found.roles', person.roles],
    ['sso.ldap.found.permissions', person.permissions],
    ['sso.ldap.found.groups', person.groups],
    ['sso.ldap.found.attributes', person.attributes],
  ] as const
  return (
    <dl>
      {lists.map(([word, values]) => (
        <Fragment key={word}>
          <dt>{say(word)}</dt>
          {values.length === 0 ? <dd>{say('sso.ldap.found.none')}</dd> : values.map((value) => <dd key={value}>{value}</dd>)}
        </Fragment>
      ))}
    </dl>
  )
}
