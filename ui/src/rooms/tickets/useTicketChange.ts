import check from 'icon:check'
import { toast } from '../../kit'
import { asProblem, problemWord, useWireWords } from '../../wire'
import { usePatchTicket } from './api'
import { reverse } from './cache'
import type { Ticket, TicketPatch } from './model'
import { useTicketWords } from './words'

/** Changes the ticket at once, says so, and offers to take it back. */
export function useTicketChange(ticket: Ticket): (patch: TicketPatch, said: string) => void {
  const say = useTicketWords()
  const common = useWireWords()
  const { mutate } = usePatchTicket(ticket)
  return (patch, said) => {
    const back = reverse(ticket, patch)
    const fail = (error: unknown) => toast(asProblem(error).slug === 'precondition-failed' ? say('tickets.changed-meanwhile') : common(problemWord(error)), { look: 'bad' })
    mutate(patch, {
      onError: fail,
      onSuccess: () => toast(said, { icon: check, undo: { label: common('wire.undo'), run: () => mutate(back, { onError: fail }) } }),
    })
  }
}
