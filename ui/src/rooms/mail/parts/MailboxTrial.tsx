import { Hint, rows, Slip, SlipLines } from '../../../kit'
import { type Schemas, sizeIn, tlsName, useLocale, useTimes } from '../../../wire'
import { useMailWords } from '../words'

/** What a mailbox answered. */
export function MailboxTrialView({ trial, at }: { trial: Schemas['MailboxTrial']; at: string }) {
  const say = useMailWords()
  const times = useTimes()
  if (!trial.ok) {
    return (
      <Hint look="bad" role="alert">
        <b>{say('mail.account.tried.failed')}</b> {trial.words}
      </Hint>
    )
  }
  const lines: [string, string][] = [
    [say('mail.fact.at'), times.full(at)],
    [say('mail.tried.how'), say('mail.tried.how.words')],
    [say('mail.tried.messages'), String(trial.messages ?? 0)],
  ]
  if (trial.tls) lines.push([say('mail.fact.tls'), tlsName(trial.tls)])
  if (trial.folders.length > 0) lines.push([say('mail.tried.folders'), trial.folders.join(', ')])
  lines.push([say('mail.tried.pushes'), say(trial.pushes ? 'mail.tried.pushes.yes' : 'mail.tried.pushes.no')])
  return (
    <div role="status">
      <Slip title={say('mail.account.tried.ok')}>
        <SlipLines lines={lines} />
      </Slip>
    </div>
  )
}

/** The messages that stay in a mailbox, and why. */
export function LeftMails({ left }: { left: Schemas['LeftMail'][] }) {
  const say = useMailWords()
  const times = useTimes()
  const locale = useLocale()
  if (left.length === 0) return null
  return (
    <div>
      <h3>{say('mail.left')}</h3>
      <ul>
        {left.map((mail) => (
          <li key={mail.place} className={rows.facts}>
            <span>{mail.place}</span>
            <span>{say(`mail.fate.${mail.reason}`)}</span>
            {typeof mail.size === 'number' ? <span>{sizeIn(locale, mail.size)}</span> : null}
            <span>{times.within(mail.since)}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}
