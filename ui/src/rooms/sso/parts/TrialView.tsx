import { useEffect, useRef } from 'react'
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
    </div>
  )
}
