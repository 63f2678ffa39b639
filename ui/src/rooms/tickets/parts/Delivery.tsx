import cancelled from 'icon:prohibit'
import failed from 'icon:x-square/fill'
import hourglass from 'icon:hourglass-medium'
import secure from 'icon:lock-simple/fill'
import sent from 'icon:check-circle/fill'
import { Hint, Icon } from '../../../kit'
import { tlsName, useTimes } from '../../../wire'
import type { Article } from '../model'
import { useTicketWords } from '../words'
import classes from './ArticleView.module.css'

const icons = { queued: hourglass, sent, deferred: hourglass, failed, cancelled }

/** How far a mail has come, in words. */
export function DeliveryLine({ article }: { article: Article }) {
  const say = useTicketWords()
  const times = useTimes()
  const { delivery } = article
  if (!delivery) return null
  const tls = delivery.tls ? tlsName(delivery.tls) : null
  const words =
    delivery.state === 'deferred' && delivery.next
      ? say('tickets.delivery.again', { time: times.short(delivery.next), count: delivery.tries })
      : say(`tickets.delivery.${delivery.state}`, { time: times.short(delivery.at) })
  return (
    <>
      <span className={classes.delivery} data-state={delivery.state} title={delivery.detail ?? undefined}>
        <Icon d={icons[delivery.state]} size={14} />
        {words}
        {delivery.detail && (delivery.state === 'failed' || delivery.state === 'deferred') ? `: ${delivery.detail}` : ''}
      </span>
      {tls ? (
        <span className={classes.delivery} data-state="sent">
          <Icon d={secure} size={14} />
          {tls}
        </span>
      ) : null}
    </>
  )
}

/** What whoever reads the ticket must know: who does not get the mail, and that it waits for hours. */
export function DeliveryHint({ article }: { article: Article }) {
  const say = useTicketWords()
  const { delivery } = article
  if (!delivery) return null
  const without = delivery.recipients.filter(({ state }) => state === 'failed' || state === 'cancelled')
  const partly = delivery.recipients.length > 1 && delivery.state !== 'cancelled'
  return (
    <>
      {delivery.late ? (
        <Hint look="stale" className={classes.hint}>
          {say('tickets.delivery.late')}
        </Hint>
      ) : null}
      {partly && without.length > 0 ? (
        <Hint look="bad" className={classes.hint}>
          {without.map(({ address, detail }) => (
            <div key={address}>
              {say('tickets.delivery.without', { address })}
              {detail ? `: ${detail}` : ''}
            </div>
          ))}
        </Hint>
      ) : null}
    </>
  )
}
