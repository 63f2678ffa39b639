import { useNavigate } from '@tanstack/react-router'
import answer from 'icon:arrow-bend-up-left'
import answerAll from 'icon:arrow-bend-double-up-left'
import check from 'icon:check-square'
import clock from 'icon:clock-countdown'
import copy from 'icon:copy'
import internal from 'icon:eye-slash'
import history from 'icon:clock-counter-clockwise'
import lockIcon from 'icon:lock-simple'
import unlockIcon from 'icon:lock-simple-open'
import pencil from 'icon:pencil-simple'
import move from 'icon:arrow-square-right'
import phone from 'icon:phone'
import user from 'icon:user'
import { useEffect, useMemo, useRef } from 'react'
import { type Act, readHtml, toast, useActs } from '../../kit'
import { type Say, useMe, useWireWords } from '../../wire'
import { again, type DraftMode, keepDraft, newDraft, replaceDraft, useDraft } from './drafts'
import { type Article, lastAnswerable, recipients, type Ticket, type TicketPatch } from './model'
import { press } from './press'
import type { ListSearch } from './search'
import type { Panel } from './TicketPage'
import { useKnownRows } from './useList'
import { useTicketChange } from './useTicketChange'
import { type TicketWord, useTicketWords } from './words'

export interface TicketTools {
  change: (patch: TicketPatch, said: string) => void
  /** Begins to write, or goes on with what was begun. */
  write: (mode: DraftMode, all?: boolean) => void
  answer: (article: Article) => void
  /** Opens a mail that went out before, to be changed and sent again. */
  resend: (article: Article) => void
  /** To the next ticket of the list, or back to the list after the last one. */
  next: () => void
  acts: Act[]
}

interface Surroundings {
  open: (panel: Panel) => void
  wait: () => void
}

const closed = 'closed successful'
const given = 'closed unsuccessful'
const priorities = ['1 very low', '2 low', '3 normal', '4 high', '5 very high']

/** What can be done with the ticket on the screen: offered to the keyboard, to the palette and to the tool bar. */
export function useTicketActs(ticket: Ticket, search: ListSearch, around: Surroundings): TicketTools {
  const say = useTicketWords()
  const common = useWireWords()
  const me = useMe()
  const navigate = useNavigate()
  const change = useTicketChange(ticket)
  const draft = useDraft(ticket.id)
  const rows = useKnownRows(search) ?? []

  const write = (mode: DraftMode, all = false, article: Article | null = lastAnswerable(ticket.articles)) => {
    const { to, cc } = recipients(ticket, article, all)
    const addressed = mode === 'reply' ? { to, cc } : { to: [], cc: [] }
    const begun = draft
      ? { ...draft, mode, visible: mode === 'phone', ...(draft.mode === mode && !all ? {} : addressed) }
      : newDraft(mode, addressed.to, addressed.cc, ticket.articles.length, mode === 'reply' ? (article?.id ?? null) : null)
    keepDraft(ticket.id, begun)
    requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-region="composer"] [contenteditable]')?.focus())
  }

  const resend = async (article: Article) => {
    const pictures = article.attachments.flatMap(({ name, content_id: id }) => (id ? [{ id, name }] : []))
    const written = article.html ? await readHtml(article.html, pictures).catch(() => null) : null
    const undo = replaceDraft(ticket.id, again(article, ticket.articles.length, written))
    if (undo) toast(say('tickets.done.put-aside'), { icon: pencil, undo: { label: common('wire.undo'), run: undo } })
    requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-region="composer"] [contenteditable]')?.focus())
  }

  const step = (by: number) => {
    const at = rows.findIndex((row) => row.id === ticket.id)
    const next = rows[at + by]
    if (next && at >= 0) void navigate({ to: '/tickets/$number', params: { number: next.number }, search })
  }

  const doing: Doing = {
    write,
    step,
    mine: () => change({ owner: me.login, lock: 'lock' }, say('tickets.done.owner', { value: me.name })),
    state: (state: string, word: TicketWord) => change({ state }, say(word)),
    priority: (priority: string) => change({ priority }, say('tickets.done.priority', { value: priority })),
    lock: () => {
      const next = ticket.lock === 'unlock' ? 'lock' : 'unlock'
      change({ lock: next }, say(next === 'lock' ? 'tickets.done.lock' : 'tickets.done.unlock'))
    },
    back: () => void navigate({ to: '/tickets', search }),
    copy: () => void navigator.clipboard.writeText(ticket.number).then(() => toast(say('tickets.done.copied'), { icon: copy })),
    ...around,
  }
  const latest = useRef(doing)
  useEffect(() => {
    latest.current = doing
  })

  const { can, lock } = ticket
  // eslint-disable-next-line react-hooks/refs -- the ref is read when an act is done, not while drawing
  const acts = useMemo(() => actsFor(say, can, lock, () => latest.current), [say, can, lock])
  useActs(acts)
  const next = () => {
    const at = rows.findIndex((row) => row.id === ticket.id)
    if (at >= 0 && rows[at + 1]) step(1)
    else doing.back()
  }
  return { change, write, answer: (article) => write('reply', false, article), resend: (article) => void resend(article), next, acts }
}

interface Doing extends Surroundings {
  write: (mode: DraftMode, all?: boolean) => void
  step: (by: number) => void
  mine: () => void
  state: (state: string, word: TicketWord) => void
  priority: (priority: string) => void
  lock: () => void
  back: () => void
  copy: () => void
}

/** The acts the agent may do, each with its key. `now` gives what they do as the ticket stands when they are done. */
function actsFor(say: Say<TicketWord>, can: Ticket['can'], state: Ticket['lock'], now: () => Doing): Act[] {
  const group = say('tickets.group.ticket')
  const offered: (Act & { may: boolean })[] = [
    { id: 'reply', may: can.reply, label: say('tickets.act.reply'), group, icon: answer, keys: 'r', run: () => now().write('reply') },
    { id: 'reply.all', may: can.reply, label: say('tickets.act.reply-all'), group, icon: answerAll, keys: 'a', run: () => now().write('reply', true) },
    { id: 'note', may: can.note, label: say('tickets.act.note'), group, icon: internal, keys: 'i', run: () => now().write('note') },
    { id: 'phone', may: can.note, label: say('tickets.act.phone'), group, icon: phone, run: () => now().write('phone') },
    { id: 'pending', may: can.state, label: say('tickets.act.pending'), group, icon: clock, keys: 'h', run: () => now().wait() },
    { id: 'move', may: can.move, label: say('tickets.act.move'), group, icon: move, keys: 'q', run: () => void press('queue') },
    { id: 'mine', may: can.owner, label: say('tickets.act.mine'), group, icon: user, keys: 'm', run: () => now().mine() },
    { id: 'owner', may: can.owner, label: say('tickets.act.owner'), group, icon: user, keys: 'M', run: () => void press('owner') },
    { id: 'lock', may: can.owner, label: say(state === 'unlock' ? 'tickets.act.lock' : 'tickets.act.unlock'), group, icon: state === 'unlock' ? lockIcon : unlockIcon, keys: 'l', run: () => now().lock() },
    { id: 'close', may: can.state, label: say('tickets.act.close'), group, icon: check, keys: 'e', run: () => now().state(closed, 'tickets.done.closed') },
    { id: 'give-up', may: can.state, label: say('tickets.act.give-up'), group, icon: check, keys: 'E', run: () => now().state(given, 'tickets.done.given-up') },
    { id: 'state', may: can.state, label: say('tickets.act.state'), group, icon: pencil, keys: 's', run: () => void press('state') },
    ...priorities.map((name, index) => ({
      id: `priority.${index + 1}`,
      may: can.priority,
      label: say('tickets.priority.of', { name: say(`tickets.priority.${(index + 1) as 1}`) }),
      group,
      keys: String(index + 1),
      run: () => now().priority(name),
    })),
    { id: 'title', may: can.note, label: say('tickets.act.title'), group, icon: pencil, run: () => now().open('title') },
    { id: 'history', may: true, label: say('tickets.act.history'), group, icon: history, run: () => now().open('history') },
    { id: 'copy', may: true, label: say('tickets.act.copy'), group, icon: copy, keys: '.', run: () => now().copy() },
    { id: 'back', may: true, label: say('tickets.act.back'), group, keys: 'u', run: () => now().back() },
    { id: 'next', may: true, label: say('tickets.act.next-ticket'), group, keys: ']', run: () => now().step(1) },
    { id: 'previous', may: true, label: say('tickets.act.previous-ticket'), group, keys: '[', run: () => now().step(-1) },
  ]
  return offered.filter((act) => act.may)
}
