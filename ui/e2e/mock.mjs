// The API of the desk in memory, as far as the front end uses it. Only for tests: the product never contains it.
import { agents, ago, historyOf, makeTickets, myArticles, myTickets, people, priorities, queues, sessions, states, tokens } from './data.mjs'

const open = new Set(['new', 'open', 'pending reminder', 'pending auto'])
const knownKeys = new Set(['is', 'state', 'queue', 'owner', 'priority', 'number', 'customer', 'sort', 'created', 'changed'])

class Refused extends Error {
  constructor(status, slug, errors) {
    super(slug)
    this.status = status
    this.body = { type: `https://beleg.example/problems/${slug}`, title: slug, status, request: 'req_9f2k71qx', ...(errors ? { errors } : {}) }
  }
}

/** Reads a query: terms with their place. */
function readQuery(q) {
  const terms = []
  const errors = []
  for (const match of q.matchAll(/(-?)(?:([a-zß]+):)?("[^"]*"|\S+)/gi)) {
    const [token, not, key, value] = match
    if (key && !knownKeys.has(key.toLowerCase())) errors.push({ at: [...q.slice(0, match.index)].length, token, reason: 'unknown-field' })
    terms.push({ not: not === '-', key: key?.toLowerCase(), value: value.replaceAll('"', '') })
  }
  if (errors.length > 0) throw new Refused(400, 'query-not-understood', errors)
  return terms
}

function fits(ticket, { key, value, not }) {
  const low = value.toLowerCase()
  const yes = {
    is: () => (low === 'pending' ? ticket.state_type.startsWith('pending') : open.has(ticket.state_type)),
    state: () => low.split(',').some((one) => ticket.state === one || ticket.state_type === one),
    queue: () => ticket.queue === value,
    owner: () => (low === 'none' ? ticket.owner === null : ticket.owner === (low === 'me' ? 'erika' : value)),
    priority: () => ticket.priority.startsWith(value),
    number: () => ticket.number === value,
    customer: () => ticket.customer.email === value,
    sort: () => true,
    created: () => true,
    changed: () => true,
  }[key]
  const text = `${ticket.title} ${ticket.customer.name} ${ticket.customer.company}`.toLowerCase()
  return (yes ? yes() : text.includes(low)) !== not
}

/** A ticket with its counts, and a row of a list without its articles. */
const whole = (ticket) => ({
  ...ticket,
  article_count: ticket.articles.length,
  attachment_count: ticket.articles.reduce((sum, article) => sum + article.attachments.length, 0),
})
const rowOf = (ticket) => ({ ...whole(ticket), articles: undefined, can: undefined })

export class Desk {
  constructor(content) {
    this.content = content
    this.kind = 'agent'
    this.locale = 'de'
    this.tickets = makeTickets(content)
    this.sessions = [...sessions]
    this.tokens = [...tokens]
    this.mine = myTickets.map((ticket) => ({ ...ticket }))
    this.answers = [...myArticles]
    this.listeners = new Set()
    this.received = []
    this.seq = 100
  }

  me() {
    const common = {
      locale: this.locale,
      session: 'ses_1',
      tenant: { name: 'alpha', title: 'Südlicht IT-Service', host: 'desk.localhost' },
      content_origin: this.content,
    }
    return this.kind === 'agent'
      ? { kind: 'agent', id: 'agt_1', login: 'erika', name: 'Erika Mustermann', email: 'erika@suedlicht.example', can: { create_ticket: true, administer: true, see_audit: true }, ...common }
      : { kind: 'customer', id: 'cus_0', login: 'schoessler', name: 'Dr. Annegret Schößler', email: people[0].email, can: { create_ticket: true }, ...common }
  }

  announce(kind, ticket) {
    for (const send of this.listeners) send('change', { kind, ticket: ticket.id, version: ticket.version })
  }

  /** A customer writes a new ticket. */
  arrive(title) {
    const first = this.tickets[1]
    const number = `20261123109${String(this.tickets.length).padStart(4, '0')}5`
    const ticket = { ...first, id: `tkt_n${this.tickets.length}`, number, title, state: 'open', state_type: 'open', unread: true, version: 1, changed_at: ago(0), created_at: ago(0) }
    this.tickets.unshift(ticket)
    this.announce('ticket.created', ticket)
    return ticket
  }

  find(id) {
    const ticket = this.tickets.find((one) => one.id === id || one.number === id)
    if (!ticket) throw new Refused(404, 'not-found')
    return ticket
  }

  answer(method, url, body, headers) {
    const path = url.pathname.replace('/api/v1', '')
    const [, first, id, last] = path.split('/')
    this.received.push({ method, path, body, headers })
    if (path === '/me') {
      if (method === 'PATCH' && body.locale) this.locale = body.locale
      return [200, this.me()]
    }
    if (first === 'my') return this.answerMy(method, id, last, path.split('/')[4], body)
    if (path === '/views') {
      const count = (...terms) => this.tickets.filter((ticket) => terms.every(([key, value]) => fits(ticket, { key, value, not: false }))).length
      return [200, { items: [
        { key: 'mine', open: count(['is', 'open'], ['owner', 'me']) },
        { key: 'unowned', open: count(['is', 'open'], ['owner', 'none']) },
        { key: 'open', open: count(['is', 'open']) },
        { key: 'pending', open: count(['is', 'pending']) },
      ] }]
    }
    if (path === '/queues') {
      const items = queues.map((queue) => {
        const inside = this.tickets.filter((ticket) => ticket.queue === queue.name && open.has(ticket.state_type))
        return { ...queue, open: inside.length, new: inside.filter((ticket) => ticket.state_type === 'new').length }
      })
      return [200, { items, next: null }]
    }
    if (path === '/states') return [200, { items: states }]
    if (path === '/priorities') return [200, { items: priorities }]
    if (path === '/agents') return [200, { items: agents }]
    if (path === '/customer-users') {
      const q = (url.searchParams.get('q') ?? '').toLowerCase()
      return [200, { items: people.filter((person) => `${person.name} ${person.email} ${person.login}`.toLowerCase().includes(q)).slice(0, 8) }]
    }
    if (first === 'sessions') {
      if (method === 'DELETE') this.sessions = this.sessions.filter((one) => (id ? one.id !== id : one.current))
      return method === 'DELETE' ? [204, null] : [200, { items: this.sessions, next: null }]
    }
    if (first === 'tokens') return this.answerTokens(method, id, body)
    if (first === 'tickets') return this.answerTickets(method, id, last, url, body, headers)
    throw new Refused(404, 'not-found')
  }

  answerTokens(method, id, body) {
    if (method === 'POST') {
      const token = { id: `tok_${this.tokens.length + 1}`, name: body.name, scopes: body.scopes, created_at: ago(0), expires_at: ago(-body.days * 86_400_000), last_used_at: null }
      this.tokens = [token, ...this.tokens]
      return [201, { ...token, token: 'blg_7Qm2xV9tR4kLw8ZsYb3NfHc6DpJaE1uG5oTiKrMv0XqW' }]
    }
    if (method === 'DELETE') {
      this.tokens = this.tokens.filter((one) => one.id !== id)
      return [204, null]
    }
    return [200, { items: this.tokens, next: null }]
  }

  answerTickets(method, id, last, url, body, headers) {
    if (!id && method === 'GET') {
      const terms = readQuery(url.searchParams.get('q') ?? '')
      const found = this.tickets.filter((ticket) => terms.every((term) => fits(ticket, term)))
      const from = Number(url.searchParams.get('cursor') ?? 0)
      const limit = Number(url.searchParams.get('limit') ?? 50)
      const more = from + limit < found.length
      return [200, { items: found.slice(from, from + limit).map(rowOf), next: more ? String(from + limit) : null, more }]
    }
    if (!id) return this.create(body)
    const ticket = this.find(id)
    if (last === 'seen') {
      ticket.unread = false
      return [204, null]
    }
    if (last === 'history') return [200, { items: historyOf(ticket), next: null }]
    if (last === 'articles') return this.addArticle(ticket, body)
    if (method === 'PATCH') {
      if (headers['if-match'] && headers['if-match'] !== `"${ticket.version}"`) throw new Refused(412, 'precondition-failed')
      Object.assign(ticket, body)
      if (body.state) ticket.state_type = states.find((one) => one.name === body.state).type
      if ('owner' in body) ticket.owner_name = agents.find((one) => one.login === body.owner)?.name ?? null
      ticket.version += 1
      ticket.changed_at = new Date().toISOString()
      this.announce('ticket.changed', ticket)
    }
    return [200, whole(ticket)]
  }

  create(body) {
    if (!body.title) throw new Refused(422, 'invalid', [{ field: 'title', reason: 'missing' }])
    const person = people.find((one) => one.login === body.customer || one.email === body.customer)
    const index = this.tickets.length
    const ticket = {
      ...this.tickets.at(-1),
      id: `tkt_c${index}`,
      number: `20261123108${String(index).padStart(4, '0')}1`,
      title: body.title,
      queue: body.queue,
      priority: body.priority ?? '3 normal',
      state: 'open',
      state_type: 'open',
      owner: 'erika',
      owner_name: 'Erika Mustermann',
      customer: { name: person?.name ?? body.customer, email: person?.email ?? body.customer, company: person?.customer ?? null },
      unread: false,
      version: 1,
      changed_at: new Date().toISOString(),
      created_at: new Date().toISOString(),
      articles: [],
    }
    this.tickets.unshift(ticket)
    this.addArticle(ticket, body.article)
    return [201, whole(ticket)]
  }

  addArticle(ticket, body) {
    const out = body.channel === 'email'
    const article = {
      id: `art_${ticket.id}_${ticket.articles.length + 1}`,
      number: ticket.articles.length + 1,
      channel: body.channel,
      sender: body.sender ?? 'agent',
      visible_to_customer: body.visible_to_customer ?? out,
      by: body.sender === 'customer' ? { name: ticket.customer.name, agent: null } : { name: 'Erika Mustermann', agent: 'erika' },
      at: new Date().toISOString(),
      from: out ? '"Südlicht Hilfe" <hilfe@suedlicht.example>' : null,
      to: body.to ?? [],
      cc: body.cc ?? [],
      subject: body.subject ?? '',
      message_id: null,
      text: (body.html ?? body.body ?? '').replaceAll(/<\/p>/g, '\n').replaceAll(/<[^>]*>/g, '').trim(),
      html: body.html ?? null,
      html_frame: null,
      attachments: (body.attachments ?? []).map((file, index) => ({ id: `att_n${index}`, name: file.name, type: file.type, size: file.content.length, href: `/api/v1/attachments/att_n${index}` })),
      raw: null,
      delivery: out ? { state: 'queued', at: new Date().toISOString(), detail: null, tls: null } : null,
      malformed: null,
    }
    ticket.articles = [...ticket.articles, article]
    if (body.state) Object.assign(ticket, { state: body.state, state_type: states.find((one) => one.name === body.state).type })
    ticket.version += 1
    this.announce('ticket.article_added', ticket)
    return [201, article]
  }

  answerMy(method, what, id, sub, body) {
    if (what === 'tickets' && !id && method === 'GET') return [200, { items: this.mine, next: null }]
    if (what === 'tickets' && !id) {
      const ticket = { ...this.mine[1], id: `my_${this.mine.length + 1}`, number: '2026112310000219', title: body.title, created_at: ago(0), changed_at: ago(0) }
      this.mine = [ticket, ...this.mine]
      return [201, { ...ticket, articles: this.answers.slice(0, 1), can: { reply: true } }]
    }
    const ticket = this.mine.find((one) => one.id === id)
    if (!ticket) throw new Refused(404, 'not-found')
    if (sub === 'articles') {
      const article = { id: `mya_${this.answers.length + 1}`, at: new Date().toISOString(), mine: true, by: 'Dr. Annegret Schößler', text: body.body, attachments: [] }
      this.answers.push(article)
      return [201, { ...ticket, articles: this.answers, can: { reply: true } }]
    }
    return [200, { ...ticket, articles: this.answers, can: { reply: !ticket.state.startsWith('closed') } }]
  }
}

export { Refused }
