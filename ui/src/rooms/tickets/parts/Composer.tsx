import answer from 'icon:arrow-bend-up-left'
import internal from 'icon:eye-slash'
import out from 'icon:arrow-up-right'
import phone from 'icon:phone'
import { lazy, Suspense, useEffect } from 'react'
import { Button, Icon, Pane, prepareEditor } from '../../../kit'
import { type DraftMode, type Draft, keepDraft, useDraft } from '../drafts'
import { lastAnswerable, recipients, type Ticket } from '../model'
import type { TicketTools } from '../useTicketActs'
import { useTicketWords } from '../words'
import classes from './Composer.module.css'

const load = () => import('./Writing')
const Writing = lazy(async () => ({ default: (await load()).Writing }))

function prepare() {
  prepareEditor()
  void load().catch(() => undefined)
}

/** Where one writes. It is white when the customer will read it and yellow when it stays in the house. */
export function Composer({ ticket, tools }: { ticket: Ticket; tools: TicketTools }) {
  const say = useTicketWords()
  const draft = useDraft(ticket.id)
  useEffect(() => {
    const timer = setTimeout(prepare, 1_500)
    return () => clearTimeout(timer)
  }, [])
  if (!ticket.can.reply && !ticket.can.note) return null
  if (!draft) {
    return (
      <Pane region="composer" label={say('tickets.composer')} className={classes.closed}>
        {ticket.can.reply ? (
          <Button look="primary" icon={answer} onClick={() => tools.write('reply')}>
            {say('tickets.act.reply')}
          </Button>
        ) : null}
        {ticket.can.note ? (
          <>
            <Button look="note" icon={internal} onClick={() => tools.write('note')}>
              {say('tickets.act.note')}
            </Button>
            <Button icon={phone} onClick={() => tools.write('phone')}>
              {say('tickets.act.phone')}
            </Button>
          </>
        ) : null}
      </Pane>
    )
  }
  const yellow = draft.mode === 'note' || (draft.mode === 'phone' && !draft.visible)
  return (
    <Pane region="composer" label={say('tickets.composer')} className={classes.open} data-copy={yellow || undefined}>
      <Modes ticket={ticket} draft={draft} />
      <Suspense fallback={<div className={classes.wait} aria-busy="true" />}>
        <Writing ticket={ticket} draft={draft} onClosed={tools.next} key={`${ticket.id}${draft.begun}`} />
      </Suspense>
    </Pane>
  )
}

const modes: { mode: DraftMode; icon: string }[] = [
  { mode: 'reply', icon: out },
  { mode: 'note', icon: internal },
  { mode: 'phone', icon: phone },
]

function Modes({ ticket, draft }: { ticket: Ticket; draft: Draft }) {
  const say = useTicketWords()
  const choose = (mode: DraftMode) => {
    const addressed =
      mode === 'reply' && draft.to.length === 0 ? recipients(ticket, lastAnswerable(ticket.articles), false) : { to: draft.to, cc: draft.cc }
    keepDraft(ticket.id, { ...draft, mode, ...addressed, visible: mode === 'phone' })
  }
  return (
    <div className={classes.modes} role="group" aria-label={say('tickets.composer.kind')}>
      {modes
        .filter(({ mode }) => (mode === 'reply' ? ticket.can.reply : ticket.can.note))
        .map(({ mode, icon }) => (
          <button key={mode} type="button" className={classes.mode} aria-pressed={draft.mode === mode} data-mode={mode} onClick={() => choose(mode)}>
            <Icon d={icon} />
            {say(`tickets.mode.${mode}`)}
          </button>
        ))}
    </div>
  )
}
