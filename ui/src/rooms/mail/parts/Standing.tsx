import failing from 'icon:x-square/fill'
import fine from 'icon:check-circle/fill'
import off from 'icon:pause'
import waiting from 'icon:hourglass-medium'
import { rows, Stamp, type StampLook } from '../../../kit'
import { useTimes } from '../../../wire'
import type { Account } from '../api'
import { useMailWords } from '../words'

type State = Account['state']

const looks: Record<string, { look: StampLook; icon: string }> = {
  ok: { look: 'ok', icon: fine },
  failing: { look: 'bad', icon: failing },
  new: { look: 'outline', icon: waiting },
  off: { look: 'muted', icon: off },
}

/** How reading goes, in a word. */
export function StandingStamp({ state }: { state: State }) {
  const say = useMailWords()
  const status = state.status === 'ok' || state.status === 'failing' || state.status === 'off' ? state.status : 'new'
  const { look, icon } = looks[status] ?? { look: 'outline', icon: waiting }
  return (
    <Stamp look={look} icon={icon}>
      {say(`mail.status.${status}`)}
    </Stamp>
  )
}

/** How reading goes: what went wrong and when it is tried again, then what went well. */
export function Standing({ state }: { state: State }) {
  const say = useMailWords()
  const times = useTimes()
  const { last_failure: words, failing_since: since, next_try_at: next, last_success_at: success, compared } = state
  return (
    <>
      {since && words ? (
        <p className={rows.line}>
          <span className={rows.bad}>{say('mail.standing.failing', { since: times.within(since), count: state.failures })}</span> {/[.!?…]$/.test(words) ? words : `${words}.`}
          {next ? ` ${say('mail.standing.next', { time: times.within(next) })}` : ''}
        </p>
      ) : null}
      <p className={rows.facts}>
        <span>{success ? say('mail.standing.success', { time: times.within(success) }) : say('mail.standing.never')}</span>
        <span>{say('mail.standing.taken', { count: state.taken })}</span>
        {compared ? (
          <span>
            {say('mail.standing.compared', { time: times.within(compared.at), count: compared.at_source, missing: compared.without_ticket, left: compared.not_removed })}
          </span>
        ) : null}
      </p>
    </>
  )
}
