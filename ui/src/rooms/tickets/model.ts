import type { ArticleKind } from '../../kit'
import type { Schemas } from '../../wire'

export type Ticket = Schemas['TicketShape']
export type TicketRow = Schemas['TicketRow']
export type TicketPatch = Schemas['ChangesBody']
export type Article = Schemas['ArticleShape']
export type StateType = Schemas['StateType']
export type HistoryEntry = Schemas['HistoryLine']

/** A ticket as it stands in a list. */
export function rowOf(ticket: Ticket): TicketRow {
  const { articles: _, can: __, ...row } = ticket
  return row
}

/** The nine states every tenant starts with. Others are shown by the name they were given. */
export const knownStates = [
  'new',
  'closed successful',
  'closed unsuccessful',
  'open',
  'removed',
  'pending reminder',
  'pending auto close+',
  'pending auto close-',
  'merged',
] as const
export type KnownState = (typeof knownStates)[number]
export const isKnownState = (name: string): name is KnownState => (knownStates as readonly string[]).includes(name)

export const isPending = (type: StateType) => type === 'pending reminder' || type === 'pending auto'

/** Whether a time has come. */
export const isPast = (iso: string | null) => iso !== null && Date.parse(iso) < Date.now()

/** The level in a priority's name (`3 normal`), from 1 to 5. */
export function priorityLevel(name: string): 1 | 2 | 3 | 4 | 5 {
  const level = Number.parseInt(name, 10)
  return level >= 1 && level <= 5 ? (level as 1 | 2 | 3 | 4 | 5) : 3
}

/** The last level of a queue's name. */
export const queueLeaf = (name: string) => name.split('::').at(-1) ?? name

/** A queue's name with its levels apart. */
export const queuePath = (name: string) => name.replaceAll('::', ' › ')

/** Which clothes an article wears. What the customer cannot see is yellow, whoever wrote it. */
export function articleKind(article: Pick<Article, 'sender' | 'visible_to_customer'>): ArticleKind {
  if (!article.visible_to_customer) return 'internal'
  return article.sender === 'customer' ? 'in' : 'out'
}

export interface TextPart {
  quoted: boolean
  text: string
}

const attribution =
  /^(am .{4,200} schrieb.{0,200}:|on .{4,200} wrote:|em .{4,200} escreveu:|-{2,} ?(original message|ursprüngliche nachricht|mensagem original) ?-{2,}|_{10,})\s*$/i
const headerBlock = /^(von|from|de): .+/i
const headerNext = /^(gesendet|sent|enviado|datum|date|data|an|to|para): .+/i

/** Takes a mail's text apart into what was written now and what was quoted, so that the latter can be folded. */
export function splitQuotes(text: string): TextPart[] {
  const lines = text.replaceAll('\r\n', '\n').split('\n')
  const parts: TextPart[] = []
  let rest = false
  lines.forEach((line, index) => {
    const next = lines[index + 1] ?? ''
    const opens = attribution.test(line) && parts.length > 0
    if (opens && !next.startsWith('>')) rest = true
    if (headerBlock.test(line) && headerNext.test(next) && parts.length > 0) rest = true
    const quoted = rest || opens || line.startsWith('>')
    const last = parts.at(-1)
    if (last && (last.quoted === quoted || (line.trim() === '' && last.quoted))) last.text += `\n${line}`
    else parts.push({ quoted, text: line })
  })
  return parts.map((part) => ({ ...part, text: part.text.replaceAll(/^\n+|\n+$/g, '') })).filter((part) => part.text !== '')
}

const speaksOfAttachment =
  /(^|[^\p{L}])(anbei|anhang|anhänge|angehängt(e[rnms]?)?|beigefügt(e[rnms]?)?|attached|attachments?|enclosed|anexo|anexos|anexad[oa]s?)(?![\p{L}])/iu

/** Whether a text promises an attachment. */
export const promisesAttachment = (text: string) => speaksOfAttachment.test(text)

/** The bare address in `"Name" <a@b.example>`. */
export function bareAddress(address: string): string {
  return (/<([^<>]+)>\s*$/.exec(address)?.[1] ?? address).trim()
}

export const isAddress = (text: string) => /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/.test(bareAddress(text))

/** Whom an answer goes to. `all`: everybody but the desk itself, as the server says. */
export function recipients(ticket: Pick<Ticket, 'customer'>, answered: Article | null, all: boolean): { to: string[]; cc: string[] } {
  if (all && answered && answered.reply_all.to.length > 0) return answered.reply_all
  const from = answered?.sender === 'customer' && answered.from ? answered.from : null
  const to = from ? [from] : answered?.sender === 'agent' && answered.to.length > 0 ? answered.to : ticket.customer.email ? [ticket.customer.email] : []
  return { to, cc: [] }
}

/** The article one answers if one does not choose: the last from the customer, else the last that went out. */
export function lastAnswerable(articles: Article[]): Article | null {
  const seen = articles.filter((article) => article.visible_to_customer)
  return seen.findLast((article) => article.sender === 'customer') ?? seen.at(-1) ?? null
}

export interface Preset {
  key: 'hours' | 'tomorrow' | 'monday' | 'week'
  at: Date
}

/** Times one often waits for, seen from `now`. */
export function presets(now: Date): Preset[] {
  const morning = (days: number) => new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, 9, 0)
  const untilMonday = (8 - now.getDay()) % 7 || 7
  return [
    { key: 'hours', at: new Date(now.getTime() + 2 * 3_600_000) },
    { key: 'tomorrow', at: morning(1) },
    { key: 'monday', at: morning(untilMonday) },
    { key: 'week', at: morning(7) },
  ]
}

/** A time as a field of the kind `datetime-local` wants it. */
export function localInput(at: Date): string {
  const two = (value: number) => String(value).padStart(2, '0')
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`
}

/** The height for a frame of that width, from the heights the server measured for some widths. */
export function frameHeight(heights: Record<string, number>, width: number): number {
  const known = Object.entries(heights)
    .map(([at, height]) => ({ at: Number(at), height }))
    .toSorted((a, b) => Math.abs(a.at - width) - Math.abs(b.at - width))
  return known[0]?.height ?? 400
}
