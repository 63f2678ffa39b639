import { useQueryClient } from '@tanstack/react-query'
import { Access } from '../../rights'
import type { Panel } from '../TicketPage'
import { putTicket } from '../cache'
import type { Ticket } from '../model'
import type { TicketTools } from '../useTicketActs'
import { useTicketWords } from '../words'
import { HistoryPanel } from './HistoryPanel'
import { PendingDialog } from './PendingDialog'
import { TitleDialog } from './TitleDialog'

interface Props {
  ticket: Ticket
  tools: TicketTools
  panel: Panel
  pendingState: string
  onClose: () => void
}

/** What opens over a ticket when it is asked for: history, a time to wait for, another title. */
export function Panels({ ticket, tools, panel, pendingState, onClose }: Props) {
  const say = useTicketWords()
  const client = useQueryClient()
  return (
    <>
      {panel === 'access' ? <Access ticket={ticket} open onClose={onClose} onTicket={(now) => putTicket(client, now)} /> : null}
      <HistoryPanel ticket={ticket} open={panel === 'history'} onClose={onClose} />
      <PendingDialog
        open={panel === 'pending'}
        onClose={onClose}
        onPick={(until) => {
          onClose()
          tools.change({ state: pendingState, pending_until: until }, say('tickets.done.waiting'))
        }}
      />
      <TitleDialog
        title={ticket.title}
        open={panel === 'title'}
        onClose={onClose}
        onSave={(title) => {
          onClose()
          tools.change({ title }, say('tickets.done.title'))
        }}
      />
    </>
  )
}
