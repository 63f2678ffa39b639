import clock from 'icon:clock'
import hand from 'icon:hand-pointing/fill'
import solved from 'icon:check-circle/fill'
import tray from 'icon:tray/fill'
import wrench from 'icon:wrench/fill'
import { Stamp, type StampLook } from '../kit'
import type { MyTicketRow } from './api'
import { usePortalWords } from './words'

export type PortalState = 'your-turn' | 'new' | 'working' | 'waiting' | 'solved'

/** How a ticket stands, as its customer sees it. */
export function portalState(ticket: Pick<MyTicketRow, 'state_type' | 'your_turn'>): PortalState {
  if (ticket.your_turn) return 'your-turn'
  if (ticket.state_type === 'new') return 'new'
  if (ticket.state_type === 'open') return 'working'
  return ticket.state_type === 'pending reminder' || ticket.state_type === 'pending auto' ? 'waiting' : 'solved'
}

const looks: Record<PortalState, [StampLook, string]> = {
  'your-turn': ['mark', hand],
  new: ['outline', tray],
  working: ['pen', wrench],
  waiting: ['outline', clock],
  solved: ['ok', solved],
}

export function StateStamp({ ticket }: { ticket: Pick<MyTicketRow, 'state_type' | 'your_turn'> }) {
  const say = usePortalWords()
  const state = portalState(ticket)
  const [look, icon] = looks[state]
  return (
    <Stamp look={look} icon={icon}>
      {say(`portal.state.${state}`)}
    </Stamp>
  )
}
