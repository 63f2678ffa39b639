import { useQuery } from '@tanstack/react-query'
import { useParams, useSearch } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { Blank, Pane, Perforation, SidePanel, Stub, useAtLeast, usePatience } from '../../kit'
import { asProblem, late, useWireWords } from '../../wire'
import { ticketQuery, useSeen } from './api'
import type { Ticket } from './model'
import { Composer } from './parts/Composer'
import { Context } from './parts/Context'
import { Conversation } from './parts/Conversation'
import { Head } from './parts/Head'
import { TicketProblem } from './parts/TicketProblem'
import { Tools } from './parts/Tools'
import classes from './TicketPage.module.css'
import { useTicketActs } from './useTicketActs'
import { useTicketWords } from './words'

/** Fetched when one of them is opened for the first time. */
const Panels = late(async () => (await import('./parts/Panels')).Panels)

/** One ticket: head, conversation, composer, and what belongs to it at the side. */
export function TicketPage() {
  const { number } = useParams({ from: '/tickets/$number' })
  const found = useQuery(ticketQuery(number))
  const late = usePatience(found.isPending, 300)
  if (found.data) return <Loaded ticket={found.data} key={found.data.id} />
  if (found.error) return <TicketProblem problem={asProblem(found.error)} onRetry={() => void found.refetch()} />
  return <BlankTicket number={number} shown={late} />
}

export type Panel = 'history' | 'access' | 'context' | 'pending' | 'title' | null

function Loaded({ ticket }: { ticket: Ticket }) {
  const say = useTicketWords()
  const common = useWireWords()
  const search = useSearch({ from: '/tickets' })
  const contextFits = useAtLeast(86.5)
  const [panel, setPanel] = useState<Panel>(null)
  const [asked, setAsked] = useState(false)
  if (panel !== null && panel !== 'context' && !asked) setAsked(true)
  const [pendingState, setPendingState] = useState('pending reminder')
  const { mutate: markSeen } = useSeen()
  useEffect(() => {
    document.title = `${ticket.title} · ${ticket.number}`
  }, [ticket.title, ticket.number])
  useEffect(() => {
    if (ticket.unread) markSeen(ticket.id)
  }, [ticket.id, ticket.unread, markSeen])

  const close = () => setPanel(null)
  const wait = (state = 'pending reminder') => {
    setPendingState(state)
    setPanel('pending')
  }
  const tools = useTicketActs(ticket, search, { open: setPanel, wait })
  return (
    <>
      <div className={classes.page}>
        <Pane as="main" region="conversation" label={say('tickets.conversation')} className={classes.conversation}>
          <Head ticket={ticket} search={search} onWait={wait} />
          <Tools tools={tools} contextFits={contextFits} onContext={() => setPanel('context')} />
          <Conversation ticket={ticket} onAnswer={tools.answer} onResend={tools.resend} />
        </Pane>
        <Composer ticket={ticket} tools={tools} />
      </div>
      {contextFits ? (
        <Pane as="aside" region="context" label={say('tickets.context')} className={classes.context}>
          <Context ticket={ticket} onHistory={() => setPanel('history')} onAccess={() => setPanel('access')} />
        </Pane>
      ) : (
        <SidePanel open={panel === 'context'} onClose={close} title={say('tickets.context')} closeLabel={common('wire.close')} size={320}>
          <Context ticket={ticket} onHistory={() => setPanel('history')} onAccess={() => setPanel('access')} />
        </SidePanel>
      )}
      {asked ? (
        <Panels ticket={ticket} tools={tools} panel={panel} pendingState={pendingState} onClose={close} />
      ) : null}
    </>
  )
}

function BlankTicket({ number, shown }: { number: string; shown: boolean }) {
  const say = useTicketWords()
  const slow = usePatience(true, 4_000)
  return (
    <main className={classes.page} aria-busy="true" aria-label={say('tickets.conversation')}>
      {shown ? (
        <>
          <div className={classes.blankHead}>
            <div className={classes.blankStub}>
              <Stub number={number} label={say('tickets.ticket')} />
            </div>
            <Perforation notched />
            <div className={classes.blankTitle}>
              <Blank widths={[90, 50]} />
            </div>
          </div>
          {[5, 3, 4].map((lines, index) => (
            <div className={classes.blankArticle} key={index}>
              <Blank widths={[40, 60, ...Array.from({ length: lines }, (_, line) => 98 - line * 6)]} />
            </div>
          ))}
          {slow ? (
            <p className={classes.slow} role="status">
              {say('tickets.slow')}
            </p>
          ) : null}
        </>
      ) : null}
    </main>
  )
}
