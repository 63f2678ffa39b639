// What the views need beyond what every demo has.
import { createServer } from 'node:http'
import { letter, picture, plainMail } from './mails.mjs'

const customer = 'a.schoessler@klinikum-grossenhain.example'

/** Makes it, and says under which numbers it is found. */
export async function furnish(desk) {
  const words = 'seit dem Update auf 7.4.2 verlieren alle Arbeitsplätze der Notaufnahme nach etwa 20 Minuten die VPN-Verbindung.'
  // Somebody else's machine, from which a mail's picture can be loaded.
  const elsewhere = createServer((_request, response) => response.end(picture(400, 60)))
  await new Promise((resolve, reject) => elsewhere.once('error', reject).listen(desk.pictures, '127.0.0.1', resolve))
  elsewhere.unref()
  const mail = letter({
    banner: `http://127.0.0.1:${desk.pictures}/banner.png`,
    from: `"Dr. Annegret Schößler" <${customer}>`,
    to: 'support@alpha.example',
    subject: 'Briefkopf mit Wappen',
    id: 'briefkopf@klinikum-grossenhain.example',
    html: `<h1>Kreisklinikum Großenhain</h1><p>Guten Morgen, ${words}</p>`,
    text: `Guten Morgen, ${words}`,
  })
  await desk.deliver(customer, 'support@alpha.example', mail)
  const to = 'support@alpha.example'
  const spam = { from: '"Glücksstelle" <los@glueck.example>', to, subject: 'Gewinnbenachrichtigung für 2026', id: 'los@glueck.example', more: 'X-Spam-Flag: YES\n', text: 'Sie haben gewonnen.' }
  await desk.deliverAll('los@glueck.example', to, [plainMail(spam), plainMail(spam)])
  await desk.api('POST', '/mail/filters', {
    name: 'Benachrichtigungen der Überwachung aus dem Rechenzentrum Großenhain-Süd nach Störungen › Netzwerk',
    rule: { conditions: [{ on: 'envelope_from', matches: '^monitoring@' }, { on: 'header', name: 'Subject', matches: 'CRITICAL: (.+)' }], set: { queue: 'Störungen::Netzwerk', priority: '4 high', title: '$1' }, stop: true },
  })
  await desk.api('POST', '/mail/accounts', { protocol: 'imap', host: '127.0.0.1', port: desk.pictures, login: 'kundenservice-und-reklamationen@suedlicht-netze.example', password: 'stimmt nicht', queue: 'Störungen::Netzwerk' })
  // Whoever walks through the pages for long is not asked once more who they are.
  for (const { whom, policy } of (await desk.api('GET', '/access/policies')).items) await desk.api('PUT', `/access/policies/${whom}`, { ...policy, step_up_minutes: 60 })
  await desk.api('POST', '/people/roles', { name: 'Rufbereitschaft der Notfallversorgung im Rechenzentrum Großenhain-Süd' })
  // Next door everybody needs a second factor, at once.
  const strict = desk.neighbour
  const initial = (await strict.api('GET', '/access/policies')).items.find(({ whom }) => whom === 'agents').policy
  for (const whom of ['agents', 'administrators']) await strict.api('PUT', `/access/policies/${whom}`, { ...initial, second_factor: true, grace_days: 0, step_up_minutes: 60 })
  await strict.enrol(strict.agent('friederike'))
  await desk.api('POST', '/sso/providers', {
    side: 'agents',
    name: 'Verzeichnisdienst der Stadtwerke Großenhain-Süd',
    oidc: { issuer: `https://anmeldung.stadtwerke-grossenhain.example:${desk.providers}/realms/mitarbeiter`, client_id: 'beleg' },
    secret: 'stimmt nicht',
    mapping: { groups_claim: 'realm_access.roles', creates_accounts: true, rules: [{ value: 'kundenservice-und-reklamationen', group: 1, permissions: ['rw'] }] },
  })
  const html = await desk.found('"Briefkopf mit Wappen"')
  const long = await desk.found('"VPN bricht" customer:a.schoessler@klinikum-grossenhain.example')
  return { html: html.number, long: long.number }
}
