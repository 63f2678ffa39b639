import check from 'icon:check'
import { toast } from '../../kit'
import { asAttachment, newKey, problemWord, type Schemas, useWireWords } from '../../wire'
import { useAddArticle } from './api'
import { type Draft, dropDraft, keepDraft } from './drafts'
import { isAddress, promisesAttachment, type Ticket } from './model'
import { shownIn } from './usePictures'
import { useTicketWords } from './words'

export type Obstacle = 'empty' | 'nobody' | 'address' | 'attachment' | 'until'

/** What stands in the way of sending; `attachment` is only a question. */
export function obstacleOf(draft: Draft, files: File[], pending: boolean): Obstacle | null {
  if (draft.text.trim() === '') return 'empty'
  if (draft.mode === 'reply') {
    if ([...draft.to, ...draft.cc, ...(draft.bcc ?? [])].length === 0) return 'nobody'
    if (![...draft.to, ...draft.cc, ...(draft.bcc ?? [])].every(isAddress)) return 'address'
  }
  if (pending && draft.pendingUntil === '') return 'until'
  if (draft.mode === 'reply' && files.length === 0 && !draft.kept?.some(({ contentId }) => !contentId) && promisesAttachment(draft.text)) return 'attachment'
  return null
}

function addressesOf({ to, cc, bcc = [], answers, resends }: Draft) {
  return { to, cc, ...(bcc.length > 0 ? { bcc } : {}), ...(answers ? { in_reply_to: answers } : {}), ...(resends ? { resends } : {}) }
}

function bodyOf(draft: Draft, html: string): Schemas['ArticleBody'] {
  const channel = draft.mode === 'reply' ? 'email' : draft.mode === 'phone' ? 'phone' : 'internal'
  const addressed = draft.mode === 'reply' ? addressesOf(draft) : {}
  return {
    channel,
    html,
    visible_to_customer: draft.mode === 'reply' || (draft.mode === 'phone' && draft.visible),
    ...addressed,
    ...(draft.state ? { state: draft.state } : {}),
    ...(draft.state && draft.pendingUntil ? { pending_until: new Date(draft.pendingUntil).toISOString() } : {}),
  }
}

/** Sends a draft. Until the server has it, the draft stays; a second try carries the same key. */
export function useSending(ticket: Ticket) {
  const say = useTicketWords()
  const common = useWireWords()
  const { mutate, isPending, error, reset } = useAddArticle(ticket)
  const send = (draft: Draft, html: string, files: File[], then?: () => void) => {
    const stays = (draft.kept ?? []).filter(({ contentId }) => !contentId || html.includes(`cid:${contentId}`))
    const kept = draft.mode === 'reply' ? stays.map(({ id, contentId }) => ({ attachment: id, ...(contentId ? { content_id: contentId } : {}) })) : []
    void Promise.all([...files.map(asAttachment), ...shownIn(html, ticket.id)]).then((added) => {
      const body = bodyOf(draft, html)
      const attachments = [...kept, ...added]
      mutate(
        { body: attachments.length > 0 || draft.resends ? { ...body, attachments } : body, key: draft.key },
        {
          onSuccess: () => {
            dropDraft(ticket.id)
            toast(say(draft.mode === 'reply' ? 'tickets.done.sent' : 'tickets.done.noted'), { icon: check })
            then?.()
          },
          onError: (problem) => {
            toast(common(problemWord(problem)), { look: 'bad' })
            if (problem.message !== 'offline') keepDraft(ticket.id, { ...draft, key: newKey() })
          },
        },
      )
    })
  }
  return { send, sending: isPending, error, reset }
}
