import { Link } from '@tanstack/react-router'
import { Hint, Sheet } from '../../../kit'
import { useTimes } from '../../../wire'
import type { Trial } from '../api'
import { useMailWords } from '../words'
import classes from './TrialView.module.css'

/** What a filter would have done with the last mails. */
export function TrialView({ trial }: { trial: Trial }) {
  const say = useMailWords()
  const times = useTimes()
  return (
    <section className={classes.trial} aria-label={say('mail.trial')} tabIndex={-1}>
      <h2 className={classes.title}>{say('mail.trial')}</h2>
      <p role="status" className={classes.sum}>
        {say('mail.trial.looked', { count: trial.looked })} <b>{say('mail.trial.matched', { count: trial.matched })}</b> {trial.matched > 0 ? say('mail.trial.changed', { count: trial.changed }) : null}
      </p>
      {trial.stopped ? <Hint look="stale">{say('mail.trial.stopped')}</Hint> : null}
      {trial.items.length > 0 ? (
        <Sheet>
          <ol>
            {trial.items.map(({ mail, would }) => (
              <li key={mail.id} className={classes.hit}>
                <p className={classes.who}>
                  <span className={classes.from}>{mail.from ?? say('mail.no-sender')}</span>
                  <time dateTime={mail.at}>{times.short(mail.at)}</time>
                </p>
                <Link to="/admin/mail/log" search={{ entry: mail.id }}>
                  {mail.subject || say('mail.no-subject')}
                </Link>
                {would.map((step, index) => (
                  <p key={index} className={classes.would}>
                    → {step.words}
                  </p>
                ))}
                {would.length === 0 ? <p className={classes.same}>{say('mail.trial.same')}</p> : null}
              </li>
            ))}
          </ol>
        </Sheet>
      ) : null}
      {trial.matched > trial.items.length ? <p className={classes.same}>{say('mail.trial.newest', { count: trial.items.length })}</p> : null}
    </section>
  )
}
