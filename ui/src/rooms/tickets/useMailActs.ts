import check from 'icon:check'
import { toast } from '../../kit'
import { problemWord, useWireWords } from '../../wire'
import { useMailAct } from './api'
import type { Article, Ticket } from './model'
import { useTicketWords } from './words'

/** What can be done with a mail that waits to be sent. */
export function useMailActs(ticket: Ticket, article: Article) {
  const say = useTicketWords()
  const common = useWireWords()
  const { mutate } = useMailAct(ticket, article.id)
  const act = (what: 'cancel' | 'retry') => () =>
    mutate(what, {
      onSuccess: () => toast(say(what === 'cancel' ? 'tickets.done.cancelled' : 'tickets.done.retry'), { icon: check }),
      onError: (problem) => toast(common(problemWord(problem)), { look: 'bad' }),
    })
  return { cancel: act('cancel'), retry: act('retry') }
}
