import check from 'icon:check'
import { toast } from '../../kit'
import { problemWord, useWireWords } from '../../wire'
import { usePatchTicket } from './api'
import { reverse } from './cache'
import type { Ticket, TicketPatch } from './model'

/** Changes the ticket at once, says so, and offers to take it back. */
export function useTicketChange(ticket: Ticket): (patch: TicketPatch, said: string) => void {
  const common = useWireWords()
  const { mutate } = usePatchTicket(ticket)
  return (patch, said) => {
    const back = reverse(ticket, patch)
    const fail = (error: unknown) => toast(common(problemWord(error)), { look: 'bad' })
    mutate(patch, {
      onError: fail,
      onSuccess: () => toast(said, { icon: check, undo: { label: common('wire.undo'), run: () => mutate(back, { onError: fail }) } }),
    })
  }
}
