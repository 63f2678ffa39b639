// A small service desk: believable people, long names, umlauts. Times count back from the start of the run.
const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const start = Date.now()
export const ago = (milliseconds) => new Date(start - milliseconds).toISOString()

export const agents = [
  { id: 'agt_1', login: 'erika', name: 'Erika Mustermann' },
  { id: 'agt_2', login: 'joerg', name: 'Jörg Weißenfels' },
  { id: 'agt_3', login: 'katarzyna', name: 'Katarzyna Müller' },
  { id: 'agt_4', login: 'anke', name: 'Anke Schönfelder-Großkreutz' },
]

export const people = [
  ['schoessler', 'Dr. Annegret Schößler', 'a.schoessler@klinikum-grossenhain.example', 'Kreisklinikum Großenhain'],
  ['ueberschaer', 'Günther Überschär', 'g.ueberschaer@luebbenau.example', 'Gemeinde Lübbenau-Süd'],
  ['weiss', 'Rechtsanwältin C. Weiß', 'kanzlei@weiss-partner.example', 'Kanzlei Weiß & Partner mbB'],
  ['brueggemann', 'Käthe Brüggemann', 'kb@hoefle-soehne.example', 'Bäckerei Höfle & Söhne KG'],
  ['odonoghue', 'Siobhán O’Donoghue', 'siobhan@ostby.example', 'Østby Shipping Ltd'],
  ['mueller-luedenscheidt', 'Thorsten Müller-Lüdenscheidt', 'tml@autohaus-jaeger.example', 'Autohaus Jäger'],
  ['araujo', 'Tomás Araújo', 'tomas@saobento.example', 'Metalúrgica São Bento'],
  ['koevari', 'Ágnes Kővári', 'agnes@luebbenau.example', 'Gemeinde Lübbenau-Süd'],
  ['grosskopf', 'Dietmar Großkopf', 'd.grosskopf@stadtwerke-quakenbrueck.example', 'Stadtwerke Quakenbrück'],
  ['sr', '', 'security-research@suenje.example', null],
].map(([login, name, email, customer], index) => ({ id: `cus_${index}`, login, name, email, customer }))

export const queues = [
  ['Eingang', 'users'],
  ['Störungen', 'users'],
  ['Störungen::Netzwerk', 'users'],
  ['Störungen::Arbeitsplatz', 'users'],
  ['Datenschutz', 'users'],
  ['Sicherheit', 'users'],
  ['Abrechnung', 'users'],
  ['Vertrieb', 'users'],
].map(([name, group], index) => ({ id: `que_${index}`, name, group, can: { create: true, move_into: true } }))

export const states = [
  ['new', 'new'],
  ['closed successful', 'closed'],
  ['closed unsuccessful', 'closed'],
  ['open', 'open'],
  ['removed', 'removed'],
  ['pending reminder', 'pending reminder'],
  ['pending auto close+', 'pending auto'],
  ['pending auto close-', 'pending auto'],
  ['merged', 'merged'],
].map(([name, type], index) => ({ id: index + 1, name, type }))

export const priorities = ['1 very low', '2 low', '3 normal', '4 high', '5 very high'].map((name, index) => ({ id: index + 1, name }))

const subjects = [
  ['VPN bricht seit Update 7.4.2 alle 20 Minuten ab – Notaufnahme betroffen', 0, 'Störungen::Netzwerk', '5 very high', 'open', 'erika'],
  ['Drucker im Bürgerbüro druckt Umlaute als Fragezeichen', 1, 'Störungen::Arbeitsplatz', '3 normal', 'open', 'erika'],
  ['Auskunft nach Art. 15 DSGVO – Frau Öztürk-Langenscheidt', 2, 'Datenschutz', '4 high', 'new', null],
  ['Re: Angebot Standortvernetzung Schönhagen, Rückfrage zur Laufzeit', 3, 'Vertrieb', '3 normal', 'open', 'erika'],
  ['Invoice 2026-10-4471 shows the wrong VAT ID', 4, 'Abrechnung', '3 normal', 'open', 'erika'],
  ['Neues Zertifikat für mail.hoefle-soehne.example einspielen', 3, 'Störungen::Netzwerk', '3 normal', 'pending reminder', 'erika'],
  ['Zugang zum Portal für neue Mitarbeiterin anlegen', 5, 'Störungen::Arbeitsplatz', '2 low', 'open', 'joerg'],
  ['Telefonanlage: Warteschleife spielt keine Ansage ab', 0, 'Störungen::Netzwerk', '4 high', 'open', 'erika'],
  ['Solicitação de acesso – novo colaborador em Joinville', 6, 'Störungen::Arbeitsplatz', '3 normal', 'new', null],
  ['Sicherheitsmeldung: offener Port 8443 auf Testsystem', 9, 'Sicherheit', '4 high', 'open', 'erika'],
  ['Bildschirmarbeitsplatz Zimmer 214: Monitor flackert', 7, 'Störungen::Arbeitsplatz', '2 low', 'open', 'erika'],
  ['Rückruf wegen Vertragsverlängerung Wartung Stufe A', 8, 'Vertrieb', '3 normal', 'pending reminder', 'erika'],
  ['Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft: Umzug', 8, 'Eingang', '1 very low', 'new', null],
]

function article(ticket, number, part) {
  return {
    id: `art_${ticket}_${number}`,
    number,
    channel: 'email',
    sender: 'customer',
    visible_to_customer: true,
    cc: [],
    to: [],
    from: null,
    subject: '',
    message_id: null,
    html: null,
    html_frame: null,
    attachments: [],
    raw: null,
    delivery: null,
    malformed: null,
    ...part,
  }
}

const agent = (login) => ({ name: agents.find((one) => one.login === login).name, agent: login })

function vpn(content) {
  const dr = people[0]
  const from = `"${dr.name}" <${dr.email}>`
  const by = { name: dr.name, agent: null }
  const raw = (number) => `/api/v1/articles/art_0_${number}/raw`
  return [
    article(0, 1, {
      by,
      from,
      to: ['hilfe@suedlicht.example'],
      at: ago(4 * hour),
      raw: raw(1),
      subject: 'VPN bricht ab',
      message_id: '<1@klinikum-grossenhain.example>',
      text: 'Guten Morgen,\n\nseit dem Update auf 7.4.2 gestern Abend verlieren alle Arbeitsplätze der Notaufnahme nach etwa 20 Minuten die VPN-Verbindung. Wir müssen uns jedes Mal neu anmelden; währenddessen ist das Röntgenarchiv nicht erreichbar. Bitte behandeln Sie das vordringlich.\n\nDas Protokoll liegt auch unter https://klinikum-grossenhain.example/protokolle/2026-11-23.',
      html: '<p>Guten Morgen</p>',
      html_frame: { href: `${content}/mail/1`, heights: { 320: 620, 480: 480, 640: 400, 960: 360 } },
      attachments: [
        { id: 'att_1', name: 'vpn-protokoll_notaufnahme.log', type: 'text/plain', size: 214_302, href: '/api/v1/attachments/att_1' },
        { id: 'att_2', name: 'Fehlermeldung Platz 3.png', type: 'image/png', size: 88_120, href: '/api/v1/attachments/att_2' },
      ],
    }),
    article(0, 2, {
      by: agent('erika'),
      sender: 'agent',
      from: '"Südlicht Hilfe" <hilfe@suedlicht.example>',
      to: [from],
      cc: ['leitstelle@klinikum-grossenhain.example'],
      at: ago(3.6 * hour),
      raw: raw(2),
      text: 'Guten Morgen Frau Dr. Schößler,\n\ndanke für das Protokoll. Der Abbruch fällt genau auf die Schlüsselerneuerung alle 1 200 Sekunden. Wir prüfen das Gegenstück bei uns und melden uns bis 10:30 Uhr.',
      delivery: { state: 'sent', at: ago(3.6 * hour), detail: '250 2.0.0 Ok', tls: 'TLSv1_3' },
    }),
    article(0, 3, {
      by: agent('joerg'),
      sender: 'agent',
      channel: 'internal',
      visible_to_customer: false,
      at: ago(2.4 * hour),
      text: '@Erika Mustermann das Gateway in Großenhain verlangt seit 7.4.2 eine neue DH-Gruppe. Ich habe Gruppe 20 zum Test freigeschaltet. Bitte der Kundin noch nichts zusagen, bis der Neustart um 12:30 durch ist.',
    }),
    article(0, 4, {
      by: agent('erika'),
      sender: 'agent',
      from: '"Südlicht Hilfe" <hilfe@suedlicht.example>',
      to: ['leitstelle@klinikum-grossenhain.example'],
      at: ago(2 * hour),
      raw: raw(4),
      text: 'Zur Kenntnis an die Leitstelle.',
      delivery: { state: 'failed', at: ago(1.9 * hour), detail: '550 5.1.1 mailbox unavailable', tls: null },
    }),
    article(0, 5, {
      by,
      from,
      to: ['hilfe@suedlicht.example'],
      at: ago(0.6 * hour),
      raw: raw(5),
      malformed: 'Grenze eines Teils fehlt',
      text: 'Das Intervall hat sich um 11:40 noch einmal verkürzt, jetzt sind es nur noch zwölf Minuten. Haben Sie schon eine Zwischenlösung für die Nachtschicht?\n\nMit freundlichen Grüßen\nA. Schößler\n\nAm 23.11.2026 um 09:12 schrieb Südlicht Hilfe:\n> Guten Morgen Frau Dr. Schößler,\n>\n> danke für das Protokoll.',
    }),
  ]
}

const can = { read: true, reply: true, note: true, move: true, owner: true, priority: true, state: true, create: true }

export function makeTickets(content) {
  const tickets = []
  for (let index = 0; index < 240; index += 1) {
    const [title, person, queue, priority, state, owner] = subjects[index % subjects.length]
    const customer = people[person]
    const at = index * 17 * minute + (index > 12 ? index * hour : 0)
    const round = Math.floor(index / subjects.length)
    const number = `20261123${10}${String(12 + index).padStart(5, '0')}${(index * 7) % 10}`
    const stale = round % 3 === 2
    const named = stale ? 'closed successful' : state
    tickets.push({
      id: `tkt_${index}`,
      number,
      title: round === 0 ? title : `${title} (${round + 1})`,
      queue,
      state: named,
      state_type: states.find((one) => one.name === named).type,
      priority,
      lock: owner && index % 2 === 0 ? 'lock' : 'unlock',
      owner,
      owner_name: agents.find((one) => one.login === owner)?.name ?? null,
      responsible: null,
      customer: { name: customer.name, email: customer.email, company: customer.customer },
      created_at: ago(at + 3 * hour),
      changed_at: ago(at + 5 * minute),
      pending_until: named === 'pending reminder' ? new Date(start + (index % 2 === 0 ? -1 : 1) * 20 * hour).toISOString() : null,
      unread: index < 3,
      version: 1,
      can,
      articles:
        index === 0
          ? vpn(content)
          : [
              article(index, 1, {
                by: { name: customer.name || customer.email, agent: null },
                from: customer.name ? `"${customer.name}" <${customer.email}>` : customer.email,
                to: ['hilfe@suedlicht.example'],
                at: ago(at + 3 * hour),
                raw: `/api/v1/articles/art_${index}_1/raw`,
                text: `Guten Tag,\n\n${title}. Können Sie bitte nachsehen?\n\nViele Grüße\n${customer.name}`,
              }),
            ],
    })
  }
  return tickets
}

export function historyOf(ticket) {
  const entries = [{ seq: 1, at: ticket.created_at, by: 'room:mail', kind: 'created', what: { number: ticket.number, queue: ticket.queue, state: 'new', priority: ticket.priority } }]
  if (ticket.id === 'tkt_0') {
    entries.push(
      { seq: 2, at: ago(3.9 * hour), by: 'Erika Mustermann', kind: 'priority_changed', what: { from: '3 normal', to: '5 very high' } },
      { seq: 3, at: ago(3.9 * hour - 1000), by: 'Erika Mustermann', kind: 'lock_changed', what: { from: 'unlock', to: 'lock' } },
      { seq: 4, at: ago(3.6 * hour), by: 'Erika Mustermann', kind: 'article_added', what: { channel: 'email', sender: 'agent', visible: true } },
      { seq: 5, at: ago(1.9 * hour), by: 'room:mail', kind: 'delivery_changed', what: { to: 'failed' } },
    )
  }
  return entries
}

export const sessions = [
  { id: 'ses_1', current: true, created_at: ago(2 * hour), last_seen_at: ago(minute), ip: '192.0.2.17', client: 'Firefox 145, Linux', expires_at: ago(-6 * hour) },
  { id: 'ses_2', current: false, created_at: ago(3 * day), last_seen_at: ago(20 * hour), ip: '2001:db8::8a2e:370:7334', client: 'Safari 26, iPhone', expires_at: ago(-2 * day) },
]

export const tokens = [
  { id: 'tok_1', name: 'Überwachung legt Störungen an', scopes: ['tickets:read', 'tickets:write'], created_at: ago(40 * day), expires_at: ago(-50 * day), last_used_at: ago(3 * minute) },
  { id: 'tok_2', name: 'Monatsbericht', scopes: ['tickets:read'], created_at: ago(2 * day), expires_at: ago(-88 * day), last_used_at: null },
]

export const myTickets = [
  ['my_1', '2026112310000128', 'VPN bricht seit Update 7.4.2 alle 20 Minuten ab – Notaufnahme betroffen', 'open', 0.6 * hour, false],
  ['my_2', '2026112110000775', 'Telefonanlage: Warteschleife spielt keine Ansage ab', 'new', 26 * hour, false],
  ['my_3', '2026111910000412', 'Neue Karten für Station 4, zwölf Stück', 'open', 3 * day, true],
  ['my_4', '2026111210001906', 'Röntgenarchiv langsam am Vormittag', 'pending reminder', 4 * day, false],
  ['my_5', '2026111010000661', 'Zugang für Famulantin Juliëtte van Ø.', 'closed successful', 11 * day, false],
  ['my_6', '2026103010000125', 'Rückfrage zur Rechnung 2026-09-3310', 'closed successful', 24 * day, false],
].map(([id, number, title, state, age, your_turn]) => ({
  id,
  number,
  title,
  state,
  state_type: states.find((one) => one.name === state).type,
  created_at: ago(age + 4 * hour),
  changed_at: ago(age),
  your_turn,
}))

export const myArticles = [
  {
    id: 'mya_1',
    at: ago(4 * hour),
    mine: true,
    by: 'Dr. Annegret Schößler',
    text: 'Guten Morgen, seit dem Update auf 7.4.2 gestern Abend verlieren alle Arbeitsplätze der Notaufnahme nach etwa 20 Minuten die VPN-Verbindung. Wir müssen uns jedes Mal neu anmelden; währenddessen ist das Röntgenarchiv nicht erreichbar.',
    attachments: [
      { id: 'att_1', name: 'vpn-protokoll_notaufnahme.log', type: 'text/plain', size: 214_302, href: '/api/v1/my/attachments/att_1' },
      { id: 'att_2', name: 'Fehlermeldung Platz 3.png', type: 'image/png', size: 88_120, href: '/api/v1/my/attachments/att_2' },
    ],
  },
  {
    id: 'mya_2',
    at: ago(3.6 * hour),
    mine: false,
    by: 'Erika Mustermann',
    text: 'Guten Morgen Frau Dr. Schößler, danke für das Protokoll. Der Abbruch fällt genau auf die Schlüsselerneuerung alle 1 200 Sekunden. Wir prüfen das Gegenstück bei uns und melden uns bis 10:30 Uhr.',
    attachments: [],
  },
  { id: 'mya_3', at: ago(0.6 * hour), mine: true, by: 'Dr. Annegret Schößler', text: 'Das Intervall hat sich um 11:40 noch einmal verkürzt, jetzt sind es nur noch zwölf Minuten. Haben Sie schon eine Zwischenlösung für die Nachtschicht?', attachments: [] },
]
