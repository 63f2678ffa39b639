import answer from 'icon:arrow-bend-up-left'
import arrowIn from 'icon:arrow-down-left'
import arrowOut from 'icon:arrow-up-right'
import code from 'icon:code'
import download from 'icon:download-simple'
import again from 'icon:arrow-clockwise'
import cancel from 'icon:prohibit'
import internal from 'icon:eye-slash'
import resend from 'icon:paper-plane-tilt'
import more from 'icon:dots-three'
import phone from 'icon:phone'
import textIcon from 'icon:text-align-left'
import path from 'icon:path'
import { useState } from 'react'
import { ArticleFrame, Hint, Icon, IconButton, Menu, type MenuItem } from '../../../kit'
import { useTimes } from '../../../wire'
import { Journey } from '../../mail'
import { type Article, articleKind, bareAddress, type Ticket } from '../model'
import { useMailActs } from '../useMailActs'
import { type TicketWord, useTicketWords } from '../words'
import classes from './ArticleView.module.css'
import { Attachments } from './Attachments'
import { DeliveryHint, DeliveryLine } from './Delivery'
import { HtmlView } from './HtmlFrame'
import { Quoted } from './Quoted'

interface Props {
  article: Article
  ticket: Ticket
  onAnswer: (article: Article) => void
  onResend: (article: Article) => void
}

/** What an article is, in words: its direction and its channel. */
function kindWord(article: Article): TicketWord {
  const kind = articleKind(article)
  if (kind === 'internal') return 'tickets.kind.internal'
  if (article.channel === 'phone') return kind === 'in' ? 'tickets.kind.phone-in' : 'tickets.kind.phone-out'
  if (article.channel === 'web') return kind === 'in' ? 'tickets.kind.web-in' : 'tickets.kind.web-out'
  if (article.sender === 'system') return 'tickets.kind.system'
  return kind === 'in' ? 'tickets.kind.mail-in' : 'tickets.kind.mail-out'
}

export function ArticleView({ article, ticket, onAnswer, onResend }: Props) {
  const say = useTicketWords()
  const times = useTimes()
  const [asHtml, setAsHtml] = useState(article.text.trim() === '' && article.html_frame !== null)
  const kind = articleKind(article)
  const word = say(kindWord(article))
  const sign = kind === 'internal' ? internal : article.channel === 'phone' ? phone : kind === 'in' ? arrowIn : arrowOut
  const aside = kind === 'in' ? (article.from ? bareAddress(article.from) : '') : addressed(article, say)
  return (
    <ArticleFrame
      kind={kind}
      id={article.id}
      name={article.by.name}
      label={say('tickets.article.label', { kind: word, name: article.by.name, time: times.day(article.at) })}
      aside={aside}
      time={<time dateTime={article.at}>{times.day(article.at)}</time>}
      line={
        <>
          <b className={classes.kind}>
            <Icon d={sign} size={14} />
            {word}
          </b>
          <DeliveryLine article={article} />
          <span className={classes.acts}>
            {article.html_frame ? (
              <IconButton
                label={say(asHtml ? 'tickets.article.as-text' : 'tickets.article.as-html')}
                icon={asHtml ? textIcon : code}
                size="small"
                onClick={() => setAsHtml(!asHtml)}
              />
            ) : null}
            <ArticleMenu article={article} ticket={ticket} onAnswer={onAnswer} onResend={onResend} />
          </span>
        </>
      }
    >
      <DeliveryHint article={article} />
      {article.malformed ? (
        <Hint look="stale" className={classes.hint}>
          {say('tickets.article.malformed', { reason: article.malformed })}
        </Hint>
      ) : null}
      {asHtml && article.html_frame ? <HtmlView article={article} /> : <Quoted text={article.text} />}
      <Attachments attachments={asHtml ? article.attachments.filter((file) => !file.inline) : article.attachments} />
    </ArticleFrame>
  )
}

function addressed(article: Article, say: (id: TicketWord, values: Record<string, string>) => string): string {
  const plain = (address: string) => address.replace(/\s*<[^<>]*>\s*$/, '').replaceAll('"', '') || address
  const parts: string[] = []
  if (article.to.length > 0) parts.push(say('tickets.article.to', { to: article.to.map(plain).join(', ') }))
  if (article.cc.length > 0) parts.push(say('tickets.article.cc', { cc: article.cc.map(plain).join(', ') }))
  if (article.bcc.length > 0) parts.push(say('tickets.article.bcc', { bcc: article.bcc.map(plain).join(', ') }))
  return parts.join(', ')
}

function ArticleMenu({ article, ticket, onAnswer, onResend }: Props) {
  const say = useTicketWords()
  const mail = useMailActs(ticket, article)
  const can = article.delivery?.can
  const [journey, setJourney] = useState<'unasked' | 'open' | 'closed'>('unasked')
  const items: MenuItem[] = []
  if (ticket.can.reply && article.visible_to_customer) {
    items.push({ id: 'answer', label: say('tickets.article.answer'), icon: answer, run: () => onAnswer(article) })
  }
  if (can?.cancel) items.push({ id: 'cancel', label: say('tickets.mail.cancel'), icon: cancel, run: mail.cancel })
  if (can?.retry) items.push({ id: 'retry', label: say('tickets.mail.retry'), icon: again, run: mail.retry })
  if (can?.resend) items.push({ id: 'resend', label: say('tickets.mail.resend'), icon: resend, run: () => onResend(article) })
  if (article.raw) items.push({ id: 'raw', label: say('tickets.article.raw'), icon: download, href: article.raw, download: true })
  if (article.raw && article.channel === 'email' && article.sender !== 'agent') {
    items.push({ id: 'journey', label: say('tickets.article.journey'), icon: path, run: () => setJourney('open') })
  }
  if (items.length === 0) return null
  return (
    <>
      <Menu
        label={say('tickets.article.menu')}
        position="bottom-end"
        trigger={<IconButton label={say('tickets.article.menu')} icon={more} size="small" />}
        groups={[{ items }]}
      />
      {journey === 'unasked' ? null : (
        <Journey article={article.id} open={journey === 'open'} onClose={() => setJourney('closed')} />
      )}
    </>
  )
}
