import type { Article, Ticket, TicketRow } from './model'
import { rowOf } from './model'

/** Tickets and articles for the tests, with what matters there set. */
export function someArticle(part: Partial<Article> = {}): Article {
  return {
    id: 'art_1',
    number: 1,
    channel: 'email',
    sender: 'customer',
    visible_to_customer: true,
    by: { name: 'Dr. Annegret Schößler', agent: null },
    at: '2026-11-23T08:47:00Z',
    from: null,
    to: [],
    cc: [],
    bcc: [],
    reply_all: { to: [], cc: [] },
    resends: null,
    subject: '',
    message_id: null,
    text: 'Guten Morgen',
    html: null,
    html_frame: null,
    remote_pictures: 0,
    attachments: [],
    raw: null,
    delivery: null,
    malformed: null,
    ...part,
  }
}

export function someTicket(part: Partial<Ticket> = {}): Ticket {
  return {
    id: 'tkt_1',
    number: '2026112310000128',
    title: 'VPN bricht ab',
    queue: 'Raw',
    state: 'open',
    state_type: 'open',
    priority: '3 normal',
    lock: 'unlock',
    owner: null,
    owner_name: null,
    responsible: null,
    customer: { name: 'Dr. Annegret Schößler', email: 'a.schoessler@klinikum.example', company: 'Kreisklinikum Großenhain' },
    created_at: '2026-11-23T08:47:00Z',
    changed_at: '2026-11-23T08:47:00Z',
    pending_until: null,
    unread: false,
    version: 1,
    article_count: 1,
    attachment_count: 0,
    can: { read: true, reply: true, note: true, move: true, owner: true, priority: true, state: true, restrict: true, participants: true },
    restricted: false,
    members: [],
    participants: [],
    articles: [someArticle()],
    ...part,
  }
}

export const someRow = (part: Partial<TicketRow> = {}): TicketRow => ({ ...rowOf(someTicket()), ...part })
