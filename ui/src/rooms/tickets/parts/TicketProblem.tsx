import { Link } from '@tanstack/react-router'
import { Button, buttonClass, Slip, SlipLines, SlipRule } from '../../../kit'
import { type Problem, problemWord, useMe, useTimes, useWireWords } from '../../../wire'
import { useTicketWords } from '../words'
import classes from './TicketProblem.module.css'

/** Why there is no ticket. It does not say whether one exists. */
export function TicketProblem({ problem, onRetry }: { problem: Problem; onRetry: () => void }) {
  const say = useTicketWords()
  const common = useWireWords()
  const times = useTimes()
  const me = useMe()
  const hidden = problem.slug === 'not-found' || problem.slug === 'forbidden'
  const now = new Date().toISOString()
  return (
    <main className={classes.place}>
      <div className={classes.words}>
        <h1 className={classes.title}>{hidden ? say('tickets.missing') : common(problemWord(problem))}</h1>
        <p className={classes.text}>{say(hidden ? 'tickets.missing.words' : 'tickets.failed.words')}</p>
        <div className={classes.buttons}>
          <Link to="/tickets" search={{ view: 'mine' }} className={buttonClass('primary')}>
            {say('tickets.missing.back')}
          </Link>
          {hidden ? null : <Button onClick={onRetry}>{common('wire.retry')}</Button>}
        </div>
      </div>
      <Slip className={classes.slip}>
        <p className={classes.number}>{problem.status || '—'}</p>
        <SlipRule />
        <SlipLines
          lines={[
            [say('tickets.slip.time'), times.full(now)],
            [say('tickets.slip.address'), window.location.pathname],
            [say('tickets.slip.agent'), me.login],
            ...(problem.request ? [[say('tickets.slip.request'), problem.request] as [string, string]] : []),
          ]}
        />
        <SlipRule />
        <p className={classes.small}>{say('tickets.slip.words')}</p>
      </Slip>
    </main>
  )
}
