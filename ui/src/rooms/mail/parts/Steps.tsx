import type { Step } from '../api'
import classes from './Steps.module.css'

/** What was decided about a mail, in its order. The last decision is what became of it. */
export function Steps({ steps, label }: { steps: Step[]; label: string }) {
  return (
    <ol className={classes.steps} aria-label={label}>
      {steps.map((step, index) => (
        <li key={index} className={classes.step} data-last={index === steps.length - 1 || undefined}>
          {step.words}
        </li>
      ))}
    </ol>
  )
}
