// What the views need beyond what every demo has.
import { createServer } from 'node:http'
import { letter, picture } from './mails.mjs'

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
  const html = await desk.found('"Briefkopf mit Wappen"')
  const long = await desk.found('"VPN bricht" customer:a.schoessler@klinikum-grossenhain.example')
  return { html: html.number, long: long.number }
}
