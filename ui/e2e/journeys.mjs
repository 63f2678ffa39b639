// What an agent and a customer do in a day, step by step. Joerg is signed in; Erika, who may everything, acts beside him through the API.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { accessJourneys } from './access.mjs'
import { administrationJourneys } from './administration.mjs'
import { pause, until } from './desk.mjs'
import { plainMail } from './mails.mjs'
import { administrating, notice, open, opened, signIn, speak } from './people.mjs'
import { rightsJourneys } from './rights.mjs'
import { directoryByKeyboard, samlByKeyboard, signOn } from './sign-on.mjs'
import { listen } from './stops.mjs'

const rows = (page) => page.locator('[role="row"]')
const composer = (page) => page.locator('[data-region="composer"]')
const text = (page) => page.locator('[contenteditable="true"]')

const support = 'support@alpha.example'

async function begin(page, key) {
  await page.keyboard.press(key)
  await text(page).waitFor()
}

/** The last article of a ticket, once there is one that was written here. */
const lastArticle = async (desk, { id }) => (await desk.ticket(id)).articles.at(-1)

async function paste(page, fill, value) {
  await text(page).evaluate(
    (element, [how, what]) => {
      const clipboard = new DataTransfer()
      if (how === 'html') clipboard.setData('text/html', what)
      else clipboard.items.add(new File([new Uint8Array(what)], 'groß.bin'))
      element.dispatchEvent(new ClipboardEvent('paste', { clipboardData: clipboard, bubbles: true, cancelable: true }))
    },
    [fill, value],
  )
}

/** Pastes a picture of one pixel; runs in the page. */
const pastePicture = (element) => {
  const png = Uint8Array.from(atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='), (sign) => sign.charCodeAt(0))
  const clipboard = new DataTransfer()
  clipboard.items.add(new File([png], 'bildschirm.png', { type: 'image/png' }))
  element.dispatchEvent(new ClipboardEvent('paste', { clipboardData: clipboard, bubbles: true, cancelable: true }))
}

export const journeys = {
  ...accessJourneys,
  ...rightsJourneys,
  ...administrationJourneys,
  signOn,
  samlByKeyboard,
  directoryByKeyboard,

  async sign_in_needs_no_script(_page, desk, another) {
    const page = await another({ javaScriptEnabled: false })
    const agent = desk.agent('katarzyna')
    page.expected.push('/sign-in')
    await page.goto(`${desk.url}/tickets?view=unowned`)
    await page.fill('[name="login"]', agent.login)
    await page.fill('[name="password"]', 'falsch')
    await page.press('[name="password"]', 'Enter')
    await page.getByText('passen nicht zusammen').waitFor()
    assert.equal(await page.inputValue('[name="login"]'), agent.login)
    // After a wrong password the desk wants a second's pause.
    await pause(1_100)
    await signIn(page, desk, agent)
    assert.equal(page.url(), `${desk.url}/tickets?view=unowned`)
    const [cookie] = await page.context().cookies()
    assert.deepEqual([cookie.name, cookie.httpOnly, cookie.secure], ['__Host-beleg-agent', true, true])
  },

  async session_that_ends_is_said(_page, desk, another) {
    const page = await another()
    await signIn(page, desk, desk.agent('ines'))
    await listen(page, `${desk.url}/`)
    // Ended from another window, so that this one hears of it by the stream alone.
    const elsewhere = await page.context().newPage()
    await elsewhere.goto(`${desk.url}/sessions`)
    const status = await elsewhere.evaluate(async () => {
      const { items } = await (await fetch('/api/v1/sessions')).json()
      return (await fetch(`/api/v1/sessions/${items.find((session) => session.current).id}`, { method: 'DELETE' })).status
    })
    assert.equal(status, 204)
    await elsewhere.close()
    page.expected.push('/api/v1/')
    await page.locator('[role="dialog"] a[href^="/sign-in"]').waitFor()
  },

  async password_is_changed_by_whoever_knows_it(_page, desk, another) {
    const ines = desk.agent('ines')
    const [page, elsewhere] = [await another(), await another()]
    for (const each of [page, elsewhere]) await signIn(each, desk, ines)
    await speak(page, 'de')
    page.expected.push('/api/v1/me/password')
    elsewhere.expected.push('/api/v1/')
    await page.goto(`${desk.url}/password`)
    const old = page.getByLabel('Bisheriges Passwort')
    const change = async (was, next, again = next) => {
      await old.fill(was)
      await page.getByLabel('Neues Passwort', { exact: true }).fill(next)
      await page.getByLabel('Neues Passwort noch einmal').fill(again)
      await page.keyboard.press('Enter')
    }
    await change(ines.password, 'Regenschirm pfeift leise', 'Regenschirm pfeift')
    await page.getByText('Das ist nicht dasselbe wie oben').waitFor()
    await change(ines.password, 'zu kurz')
    await page.getByText('Das ist zu kurz').waitFor()
    await change('geraten', 'Regenschirm pfeift leise')
    await page.getByText('Das ist nicht Ihr bisheriges Passwort').waitFor()
    assert.equal(await old.evaluate((field) => field === document.activeElement), true)
    // Whoever guessed once waits a moment.
    await until(async () => {
      await change(ines.password, 'Regenschirm pfeift leise')
      return notice(page, 'Das Passwort ist geändert').waitFor({ timeout: 1_500 }).then(() => true, () => false)
    }, { what: 'a password that was changed' })
    ines.password = 'Regenschirm pfeift leise'
    await elsewhere.locator('[role="dialog"] a[href^="/sign-in"]').waitFor()
    await signIn(await another(), desk, ines)
  },

  async reader_sees_and_is_offered_no_change(_page, desk, another) {
    const page = await another()
    await signIn(page, desk, desk.agent('wolfgang'))
    const ticket = await desk.create({ title: 'Nur zum Lesen' })
    await open(page, desk, ticket)
    await page.locator('main header h2', { hasText: 'Nur zum Lesen' }).waitFor()
    await page.keyboard.press('r')
    await page.keyboard.press('e')
    assert.equal(await text(page).count(), 0)
    assert.equal(await page.locator('button[data-act="state"]:enabled').count(), 0)
    assert.equal((await desk.ticket(ticket.id)).state, 'new')
  },

  async keys_move_through_the_list_and_open(page, desk) {
    const [under, top] = [await desk.create({ title: 'Der zweite', owner: 'joerg' }), await desk.create({ title: 'Der erste', owner: 'joerg' })]
    await page.goto(`${desk.url}/`)
    await rows(page).filter({ hasText: top.number }).or(rows(page)).first().waitFor()
    for (const key of ['j', 'j', 'k', 'o']) await page.keyboard.press(key)
    await page.locator('main header h2', { hasText: top.title }).waitFor()
    await page.keyboard.press(']')
    await page.locator('main header h2', { hasText: under.title }).waitFor()
    await page.keyboard.press('u')
    await page.waitForURL(/\/tickets\?view=mine$/)
    await page.keyboard.press('g')
    await page.keyboard.press('p')
    await page.waitForURL(/view=pending/)
  },

  async change_shows_at_once_and_can_be_undone(page, desk) {
    const ticket = await opened(page, desk, { title: 'Wichtig oder nicht', priority: '5 very high' })
    await page.route('**/api/v1/tickets/*', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 400))
      await route.continue()
    })
    await page.keyboard.press('2')
    await page.locator('[data-act="priority"]', { hasText: 'niedrig' }).waitFor({ timeout: 300 })
    assert.equal((await desk.ticket(ticket.id)).priority, '5 very high')
    await page.locator('section[role="status"] button', { hasText: 'Rückgängig' }).waitFor()
    assert.equal((await desk.ticket(ticket.id)).priority, '2 low')
    await page.keyboard.press('z')
    await page.locator('[data-act="priority"]', { hasText: 'sehr hoch' }).waitFor()
    await until(async () => (await desk.ticket(ticket.id)).priority === '5 very high')
  },

  async change_that_comes_too_late_is_taken_back_and_explained(page, desk) {
    page.expected.push('/api/v1/events', '/api/v1/tickets/')
    await page.route('**/api/v1/events', (route) => route.abort())
    const ticket = await opened(page, desk, { title: 'Zwei zugleich' })
    await desk.api('PATCH', `/tickets/${ticket.id}`, { priority: '1 very low' })
    await page.keyboard.press('4')
    await notice(page, 'inzwischen geändert').waitFor()
    await page.locator('[data-act="priority"]', { hasText: 'sehr niedrig' }).waitFor()
    assert.equal((await desk.ticket(ticket.id)).priority, '1 very low')
  },

  async mail_comes_in_and_its_answer_goes_back(page, desk) {
    const [from, id, subject] = ['g.ueberschaer@vg-laeuterbach.example', 'tunnel-1@vg-laeuterbach.example', 'Tunnel steht nicht']
    const queue = `${desk.url}/tickets?queue=Raw`
    await listen(page, queue)
    const mail = plainMail({ from: `"Günther Überschär" <${from}>`, to: 'support@alpha.example', subject, id, text: 'Der Tunnel steht seit heute nicht mehr.' })
    await desk.deliver(from, 'support@alpha.example', mail)
    await page.locator('[data-region="list"] > button').click()
    await rows(page).filter({ hasText: subject }).locator('a').click()
    await page.locator('main article', { hasText: 'seit heute nicht mehr' }).waitFor()
    await begin(page, 'r')
    await text(page).pressSequentially('Der Tunnel läuft seit 12:28 Uhr stabil.')
    await page.keyboard.press('Control+Enter')
    const article = page.locator('main article', { hasText: 'Der Tunnel läuft seit 12:28' })
    await article.waitFor()
    assert.equal(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('beleg.draft.')).length), 0)
    const sent = await until(async () => (await desk.sentTo(from)).find(({ raw }) => raw.includes(`In-Reply-To: <${id}>`) && raw.includes('12:28')), { what: 'the answer, sent' })
    assert.match(sent.raw, /^Subject: .*Ticket#\d{16}/m)
    await article.filter({ hasText: 'zugestellt' }).waitFor()
    const ticket = await desk.found(`"${subject}"`)
    const kept = (await desk.ticket(ticket.id)).articles.find(({ sender }) => sender === 'agent')
    assert.deepEqual([kept.channel, kept.html, kept.to], ['email', '<p>Der Tunnel läuft seit 12:28 Uhr stabil.</p>', [`"Günther Überschär" <${from}>`]])
    assert.equal(kept.by.agent, 'joerg')
  },

  async mail_that_waits_is_cancelled_tried_again_and_sent_again(page, desk) {
    const ticket = await opened(page, desk, { title: 'Kommt nicht an', customer: 'later@kunde.example' })
    await begin(page, 'r')
    await text(page).pressSequentially('Wir melden uns morgen.')
    await page.getByRole('button', { name: 'Blindkopie hinzufügen' }).click()
    await page.getByLabel('Blindkopie', { exact: true }).and(page.locator('input:focus')).fill('chef@kunde.example')
    await page.keyboard.press('Enter')
    await page.getByLabel('Kopie', { exact: true }).and(page.locator('input')).fill('nobody@kunde.example')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Antwort senden' }).click()
    const article = page.locator('main article', { hasText: 'Wir melden uns morgen.' })
    await article.filter({ hasText: 'aufgeschoben, nächster Versuch' }).waitFor()
    await article.getByText('nobody@kunde.example bekommt diese E-Mail nicht: 550 5.1.1 nobody is called so').waitFor()
    const [sent] = await desk.sentTo('chef@kunde.example')
    assert.deepEqual(sent.to, ['chef@kunde.example'])
    assert.doesNotMatch(sent.raw, /chef/)
    const act = async (name) => {
      await article.getByRole('button', { name: 'Mehr zu diesem Beitrag' }).click()
      await page.getByRole('menuitem', { name }).click()
    }
    await act('Jetzt erneut versuchen')
    await article.filter({ hasText: 'bisher 2 Versuche' }).waitFor()
    await act('Senden abbrechen')
    await notice(page, 'Die E-Mail wird nicht weiter gesendet.').waitFor()
    await until(async () => (await lastArticle(desk, ticket)).delivery.recipients.map(({ state }) => state).join() === 'cancelled,failed,sent', { what: 'a cancelled mail' })
    assert.equal((await desk.sentTo('chef@kunde.example')).length, 1)
    await act('Bearbeiten und erneut senden')
    await composer(page).getByText('Sie senden eine E-Mail erneut').waitFor()
    await text(page).press('End')
    await text(page).pressSequentially(' Versprochen.')
    await page.keyboard.press('Control+Enter')
    await page.locator('main article', { hasText: 'Wir melden uns morgen. Versprochen.' }).waitFor()
    const again = await lastArticle(desk, ticket)
    assert.deepEqual([again.to.join(), again.bcc.join(), again.resends !== null], ['later@kunde.example', 'chef@kunde.example', true])
  },

  async pasted_picture_stands_in_the_text_of_the_mail(page, desk) {
    await opened(page, desk, { title: 'Bildschirmfoto', customer: 'bild@kunde.example' })
    await begin(page, 'r')
    await text(page).pressSequentially('Sehen Sie hier: ')
    await text(page).evaluate(pastePicture)
    await until(() => text(page).locator('img[alt="bildschirm.png"]').evaluate((image) => image.naturalWidth === 1), { what: 'the picture in the editor' })
    await page.keyboard.press('Control+Enter')
    const article = page.locator('main article', { hasText: 'Sehen Sie hier:' })
    await article.waitFor()
    const sent = await until(async () => (await desk.sentTo('bild@kunde.example')).at(-1), { what: 'the mail with the picture' })
    const [, id] = /Content-ID: <([^>]+)>/.exec(sent.raw) ?? []
    assert.match(sent.raw, /multipart\/related/)
    assert.ok(id && sent.raw.replaceAll('=\r\n', '').includes(`cid:${id}`), sent.raw)
    await article.getByRole('button', { name: 'Gestaltet ansehen' }).click()
    await until(() => page.frameLocator('iframe').getByAltText('bildschirm.png').evaluate((image) => image.naturalWidth === 1), { what: 'the picture, seen' })
  },

  async mail_that_is_sent_again_keeps_its_form_and_takes_no_file_of_a_note(page, desk) {
    const ticket = await opened(page, desk, { title: 'Noch einmal schön', customer: 'form@kunde.example' })
    await begin(page, 'r')
    await paste(page, 'html', '<p>Bitte <b>heute</b> noch: <a href="https://hilfe.example/a">Anleitung</a></p>')
    await text(page).evaluate(pastePicture)
    await page.keyboard.press('Control+Enter')
    const article = page.locator('main article', { hasText: 'Bitte heute noch' }).first()
    await article.waitFor()
    const resend = async () => {
      await article.getByRole('button', { name: 'Mehr zu diesem Beitrag' }).click()
      await page.getByRole('menuitem', { name: 'Bearbeiten und erneut senden' }).click()
      await composer(page).getByText('Sie senden eine E-Mail erneut').waitFor()
    }
    await begin(page, 'i')
    await text(page).pressSequentially('Nur unter uns')
    await page.setInputFiles('[data-region="composer"] input[type="file"]', { name: 'intern.txt', mimeType: 'text/plain', buffer: Buffer.from('geheim') })
    await composer(page).locator('li', { hasText: 'intern.txt' }).waitFor()
    await resend()
    await text(page).locator('strong', { hasText: 'heute' }).waitFor()
    assert.equal(await composer(page).locator('li', { hasText: 'intern.txt' }).count(), 0)
    await notice(page, 'Ihr Entwurf ist beiseitegelegt').getByRole('button', { name: 'Rückgängig' }).click()
    await text(page).filter({ hasText: 'Nur unter uns' }).waitFor()
    await composer(page).locator('li', { hasText: 'intern.txt' }).waitFor()
    await resend()
    await until(() => text(page).locator('img[alt="bildschirm.png"]').evaluate((image) => image.naturalWidth > 0), { what: 'the picture that the server has' })
    await text(page).press('End')
    await text(page).pressSequentially(' Danke.')
    await resend()
    await text(page).filter({ hasNotText: 'Danke.' }).waitFor()
    await page.keyboard.press('Control+Enter')
    const again = await until(async () => (await lastArticle(desk, ticket)).resends && lastArticle(desk, ticket), { what: 'the mail that was sent again' })
    assert.match(again.html, /<strong>heute<\/strong> noch: <a [^>]*href="https:\/\/hilfe\.example\/a"/)
    assert.deepEqual(again.attachments.map(({ name, inline }) => [name, inline]), [['bildschirm.png', true]])
    assert.ok((await desk.sentTo('form@kunde.example')).every(({ raw }) => !raw.includes('intern.txt')))
  },

  async mail_shows_its_own_picture_and_does_nothing_else(page, desk) {
    const asked = []
    page.on('request', (request) => asked.push(new URL(request.url()).hostname))
    await open(page, desk, await desk.found('"Briefkopf mit Wappen"'))
    await page.getByRole('button', { name: 'Gestaltet ansehen' }).click()
    const picture = page.frameLocator('iframe').getByAltText('Logo')
    await picture.waitFor()
    await until(() => picture.evaluate((image) => image.naturalWidth === 1), { what: 'the picture of the mail' })
    assert.deepEqual([...new Set(asked)].toSorted(), ['alpha.localhost', 'content.alpha.localhost'])
    assert.notEqual(await page.title(), 'no')
  },

  async reply_closes_and_goes_on_to_the_next_ticket(page, desk) {
    const [next, first] = [await desk.create({ title: 'Danach', owner: 'joerg' }), await desk.create({ title: 'Zuerst', owner: 'joerg' })]
    await page.goto(`${desk.url}/tickets?view=mine`)
    await rows(page).filter({ hasText: 'Zuerst' }).locator('a').click()
    await page.locator('main article').first().waitFor()
    await begin(page, 'r')
    await text(page).pressSequentially('Erledigt.')
    await page.keyboard.press('Control+Shift+Enter')
    await page.waitForURL(new RegExp(next.number))
    assert.equal((await desk.ticket(first.id)).state, 'closed successful')
  },

  async list_is_made_wider_by_keys_and_stays_so(page, desk) {
    await opened(page, desk, { title: 'Breite' })
    const edge = page.getByRole('separator', { name: 'Breite der Liste' })
    await edge.focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    assert.equal(await edge.getAttribute('aria-valuenow'), '380')
    await page.reload()
    await edge.waitFor()
    assert.equal((await page.locator('[data-region="list"]').boundingBox()).width, 380)
  },

  async broken_connection_is_said_and_its_return_too(page, desk) {
    await listen(page, `${desk.url}/`)
    await rows(page).first().waitFor()
    await page.context().setOffline(true)
    page.expected.push('/api/v1/', '/assets/')
    await page.locator('[role="status"]', { hasText: 'Die Verbindung ist unterbrochen' }).waitFor()
    await page.context().setOffline(false)
    await notice(page, 'Die Verbindung steht wieder').waitFor()
  },

  async note_is_yellow_and_stays_in_the_house(page, desk) {
    const ticket = await opened(page, desk, { title: 'Unter uns', customer: 'm.oestby' })
    await begin(page, 'i')
    const ground = await composer(page).evaluate((element) => getComputedStyle(element).backgroundColor)
    assert.equal(ground, 'rgb(253, 243, 191)')
    await text(page).pressSequentially('Nur für uns.')
    await page.keyboard.press('Control+Enter')
    await page.locator('article[data-kind="internal"]', { hasText: 'Nur für uns.' }).waitFor()
    const { channel, visible_to_customer, to } = await lastArticle(desk, ticket)
    assert.deepEqual([channel, visible_to_customer, to], ['internal', false, []])
    assert.deepEqual(await desk.sentTo('m.oestby@oestbyvik.example'), [])
  },

  async draft_survives_leaving_the_page(page, desk) {
    await opened(page, desk, { title: 'Später weiter' })
    await begin(page, 'r')
    await text(page).pressSequentially('Noch nicht fertig')
    await page.waitForFunction(() => Object.entries(localStorage).some(([key, draft]) => key.startsWith('beleg.draft.') && draft.includes('nicht fertig')))
    await page.reload()
    await text(page).filter({ hasText: 'Noch nicht fertig' }).waitFor()
  },

  async files_are_attached_and_the_limit_holds(page, desk) {
    const ticket = await opened(page, desk, { title: 'Mit Anhang' })
    await begin(page, 'r')
    await page.setInputFiles('[data-region="composer"] input[type="file"]', { name: 'Übersicht.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7') })
    await composer(page).locator('li', { hasText: 'Übersicht.pdf' }).waitFor()
    await paste(page, 'file', 21 * 1024 * 1024)
    await notice(page, 'groß.bin ist zu groß').waitFor()
    await text(page).pressSequentially('Anbei die Übersicht.')
    await page.keyboard.press('Control+Enter')
    const article = page.locator('main article', { hasText: 'Anbei die Übersicht.' })
    const [download] = await Promise.all([page.waitForEvent('download'), article.locator('a', { hasText: 'Übersicht.pdf' }).click()])
    assert.equal(download.suggestedFilename(), 'Übersicht.pdf')
    const [file] = (await lastArticle(desk, ticket)).attachments
    assert.deepEqual([file.name, file.type], ['Übersicht.pdf', 'application/pdf'])
    assert.equal(String(await desk.api('GET', file.href.replace('/api/v1', ''))), '%PDF-1.7')
  },

  async pasted_html_keeps_weight_and_loses_the_rest(page, desk) {
    const ticket = await opened(page, desk, { title: 'Eingefügt' })
    await begin(page, 'i')
    await paste(page, 'html', '<p style="color:red" onclick="x()">eins <span style="font-weight:700">zwei</span></p><style>p{}</style>')
    await text(page).locator('strong', { hasText: 'zwei' }).waitFor()
    await text(page).press('Control+Enter')
    await page.locator('article[data-kind="internal"]', { hasText: 'eins zwei' }).waitFor()
    assert.equal((await lastArticle(desk, ticket)).html, '<p>eins <strong>zwei</strong></p>')
  },

  async live_changes_arrive_without_moving_the_list(page, desk) {
    const there = await desk.create({ title: 'Schon da', queue: 'Vertrieb' })
    await listen(page, `${desk.url}/tickets?queue=Vertrieb`)
    const first = rows(page).first()
    await first.filter({ hasText: 'Schon da' }).waitFor()
    await desk.create({ title: 'Eben gekommen', queue: 'Vertrieb' })
    const pill = page.locator('[data-region="list"] > button')
    await pill.waitFor()
    assert.match(await first.textContent(), /Schon da/)
    await pill.click()
    await first.filter({ hasText: 'Eben gekommen' }).waitFor()
    await desk.api('PATCH', `/tickets/${there.id}`, { title: 'Anderer Titel' })
    await rows(page).filter({ hasText: 'Anderer Titel' }).waitFor()
    assert.match(await first.textContent(), /Eben gekommen/)
  },

  async article_of_somebody_else_is_announced_while_writing(page, desk) {
    const ticket = await desk.create({ title: 'Zu zweit', owner: 'joerg' })
    await listen(page, `${desk.url}/tickets/${ticket.number}?view=mine`)
    await page.locator('main article').first().waitFor()
    await begin(page, 'r')
    await desk.api('POST', `/tickets/${ticket.id}/articles`, { channel: 'internal', body: 'Neustart durch' })
    await composer(page).locator('[role="status"]', { hasText: 'Während Sie schreiben' }).waitFor()
  },

  async palette_finds_acts_and_tickets(page, desk) {
    const ticket = await desk.create({ title: 'Umlautprobe Großrückerswalde' })
    await page.goto(`${desk.url}/`)
    await rows(page).first().waitFor()
    const box = page.locator('[role="dialog"] [role="combobox"]')
    await page.keyboard.press('Control+k')
    await box.waitFor()
    await page.keyboard.type('umlautprobe')
    await page.locator('[role="option"]', { hasText: 'Großrückerswalde' }).waitFor()
    await page.keyboard.press('Enter')
    await page.waitForURL(new RegExp(ticket.number))
    await page.keyboard.press('Control+k')
    await box.waitFor()
    await page.keyboard.type('dunkel')
    await page.keyboard.press('Enter')
    await page.waitForFunction(() => document.documentElement.dataset.mantineColorScheme === 'dark')
  },

  async language_changes_and_is_stored(page, desk) {
    const choose = async (name) => {
      await page.locator('nav button[aria-haspopup="menu"]').last().click()
      await page.locator('[role="menuitemradio"]', { hasText: name }).click()
    }
    await page.goto(`${desk.url}/`)
    await rows(page).first().waitFor()
    await choose('English')
    await page.locator('h1', { hasText: 'My open tickets' }).waitFor()
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'en')
    await page.reload()
    await page.locator('h1', { hasText: 'My open tickets' }).waitFor()
    await choose('Deutsch')
    await page.locator('h1', { hasText: 'Meine' }).waitFor()
    assert.equal(await page.evaluate(async () => (await (await fetch('/api/v1/me')).json()).locale), 'de')
  },

  async shortcuts_keep_out_of_fields_and_can_be_switched_off(page, desk) {
    const ticket = await opened(page, desk, { title: 'Tasten', priority: '4 high', state: 'open' })
    await page.keyboard.press('/')
    await page.keyboard.type('e5')
    assert.equal(await page.locator('[data-act="search"]').inputValue(), 'e5')
    await page.keyboard.press('Escape')
    await page.keyboard.press('?')
    await page.locator('[role="dialog"] input[type="checkbox"]').click()
    await page.keyboard.press('Escape')
    await page.locator('[role="dialog"]').waitFor({ state: 'detached' })
    await page.keyboard.press('2')
    await page.locator('[data-act="priority"]', { hasText: 'hoch' }).waitFor()
    const { state, priority, version } = await desk.ticket(ticket.id)
    assert.deepEqual([state, priority, version], ['open', '4 high', ticket.version])
  },

  async regions_are_reached_by_f6(page, desk) {
    await opened(page, desk, { title: 'Bereiche' })
    const seen = []
    for (let step = 0; step < 5; step += 1) {
      await page.keyboard.press('F6')
      seen.push(await page.evaluate(() => document.activeElement?.dataset.region))
    }
    assert.deepEqual(seen, ['views', 'list', 'conversation', 'composer', 'context'])
  },

  async new_ticket_is_created_and_opened(page, desk) {
    await page.goto(`${desk.url}/new`)
    await text(page).waitFor()
    await page.getByRole('combobox', { name: 'Kunde oder Kundin' }).fill('schö')
    await page.locator('[role="option"]', { hasText: 'Schößler' }).click()
    await page.getByRole('textbox', { name: 'Queue' }).or(page.getByRole('combobox', { name: 'Queue' })).first().click()
    await page.locator('[role="option"]', { hasText: 'Störungen › Netzwerk' }).click()
    await page.getByRole('textbox', { name: 'Betreff' }).fill('Neuer Anschluss für Zimmer 7')
    await text(page).pressSequentially('Bitte bis Freitag.')
    await page.locator('form button[type="submit"]').click()
    await page.locator('main article', { hasText: 'Bitte bis Freitag.' }).waitFor()
    const ticket = await desk.found('"Neuer Anschluss"')
    assert.deepEqual([ticket.queue, ticket.customer.name], ['Störungen::Netzwerk', 'Dr. Annegret Schößler'])
    assert.equal((await lastArticle(desk, ticket)).channel, 'phone')
  },

  async new_mail_has_blind_copies_and_pictures_in_its_text(page, desk) {
    await page.goto(`${desk.url}/new?channel=email`)
    await text(page).waitFor()
    await page.getByRole('combobox', { name: 'Kunde oder Kundin' }).fill('neu@kunde.example')
    await page.getByRole('textbox', { name: 'Queue' }).or(page.getByRole('combobox', { name: 'Queue' })).first().click()
    await page.locator('[role="option"]', { hasText: 'Raw' }).click()
    await page.getByRole('textbox', { name: 'Betreff' }).fill('Bild für Sie')
    const blind = page.locator('main input[aria-label="Blindkopie"]').or(page.getByLabel('Blindkopie')).and(page.locator('input:not([type="hidden"])'))
    await blind.fill('chefin')
    await page.keyboard.press('Enter')
    await text(page).pressSequentially('Sehen Sie selbst: ')
    await text(page).evaluate(pastePicture)
    await page.locator('form button[type="submit"]').click()
    await page.getByText('Eine Adresse ist unvollständig').waitFor()
    await blind.press('Backspace')
    await blind.fill('chefin@kunde.example')
    await page.keyboard.press('Enter')
    await page.locator('form button[type="submit"]').click()
    await page.locator('main article', { hasText: 'Sehen Sie selbst:' }).waitFor()
    const sent = await until(async () => (await desk.sentTo('chefin@kunde.example')).at(-1), { what: 'the mail to the blind copy' })
    assert.match(sent.raw, /Content-ID: </)
    assert.doesNotMatch(sent.raw, /chefin/)
    const article = await lastArticle(desk, await desk.found('"Bild für Sie"'))
    assert.deepEqual([article.bcc, article.attachments.map(({ inline }) => inline)], [['chefin@kunde.example'], [true]])
  },

  async many_keys_do_not_tire_the_list(page, desk) {
    await page.goto(`${desk.url}/tickets?view=open`)
    await rows(page).first().waitFor()
    for (let step = 0; step < 90; step += 1) await page.keyboard.press('j')
    await page.locator('[data-marked]').waitFor()
    const index = await page.locator('[role="row"]:has([data-marked])').getAttribute('aria-rowindex')
    assert.ok(Number(index) > 60, index)
    assert.ok((await rows(page).count()) < 60)
  },

  async customer_asks_and_answers(page, desk) {
    await page.goto(`${desk.url}/portal/new`)
    await page.getByLabel('Betreff').fill('Etikettendrucker Station 4')
    await page.getByLabel('Was ist passiert?').fill('Seit heute früh kommen keine Etiketten mehr.')
    await page.locator('form button[type="submit"]').click()
    await page.waitForURL(/portal\/tickets\/tkt_/)
    await page.getByLabel('Ihre Antwort').fill('Das Lämpchen blinkt gelb.')
    await page.locator('form button[type="submit"]').click()
    await page.locator('article', { hasText: 'Das Lämpchen blinkt gelb.' }).waitFor()
    const ticket = await desk.ticket(page.url().split('/').at(-1))
    assert.equal(ticket.customer.email, desk.customer('p.achterberg').email)
    const written = ticket.articles.filter(({ sender }) => sender === 'customer').map((article) => article.text.trim())
    assert.deepEqual(written, ['Seit heute früh kommen keine Etiketten mehr.', 'Das Lämpchen blinkt gelb.'])
  },

  async administrator_learns_why_a_mail_went_to_junk(_page, desk, another) {
    const page = await administrating(desk, another)
    const subject = 'Nur heute alles umsonst'
    const spam = plainMail({ from: 'werbung@laut.example', to: support, subject, id: 'laut@laut.example', more: 'X-Spam-Flag: YES\n', text: 'Greifen Sie zu.' })
    await desk.deliver('werbung@laut.example', support, spam)
    const ticket = await desk.found(`"${subject}"`)
    await page.locator('nav a', { hasText: 'Verwaltung' }).click()
    await page.getByLabel('Suchen').fill('umsonst laut')
    await page.locator('main ol li', { hasText: subject }).locator('a').first().click()
    const steps = page.getByRole('list', { name: 'Was entschieden wurde' })
    await steps.locator('li', { hasText: 'Junk' }).first().waitFor()
    const download = page.waitForEvent('download')
    await page.getByRole('link', { name: 'Original herunterladen' }).click()
    assert.match(await readFile(await (await download).path(), 'utf8'), /X-Spam-Flag: YES/)
    await page.locator('aside').getByRole('link', { name: ticket.number }).click()
    await page.locator('main header h2', { hasText: subject }).waitFor()
  },

  async mail_that_is_kept_in_the_log_alone_becomes_a_ticket(_page, desk, another) {
    const page = await administrating(desk, another)
    const rule = { conditions: [{ on: 'header', name: 'Subject', matches: '^Newsletter' }], ignore: true }
    const filter = await desk.api('POST', '/mail/filters', { name: 'Rundschreiben', rule })
    await desk.api('PATCH', `/mail/filters/${filter.id}`, { enabled: true, untried: true })
    await desk.deliver('rund@werk.example', support, plainMail({ from: 'rund@werk.example', to: support, subject: 'Newsletter und doch wichtig', id: 'rund-1@werk.example', text: 'Bitte rufen Sie an.' }))
    await desk.api('DELETE', `/mail/filters/${filter.id}`)
    await page.goto(`${desk.url}/admin/mail/log?q=rund-1`)
    const line = page.locator('main ol li', { hasText: 'Ignoriert' }).locator('a').first()
    await line.click()
    await page.locator('aside').getByRole('button', { name: 'Ticket daraus machen' }).click()
    await notice(page, 'ist daraus geworden').waitFor()
    const ticket = await desk.found('"und doch wichtig"')
    await page.locator('aside').getByRole('link', { name: ticket.number }).and(page.locator(':focus')).waitFor()
    assert.equal(await page.getByRole('button', { name: 'Ticket daraus machen' }).count(), 0)
    await page.locator('aside').getByRole('button', { name: 'Schließen' }).click()
    await line.and(page.locator(':focus')).waitFor()
    await line.click()
    await page.locator('aside').getByRole('link', { name: ticket.number }).click()
    await page.locator('main article', { hasText: 'Bitte rufen Sie an.' }).waitFor()
  },

  async rows_that_come_and_go_keep_the_focus(_page, desk, another) {
    const page = await administrating(desk, another)
    const focused = (selector) => page.locator(selector).and(page.locator(':focus')).waitFor()
    await page.goto(`${desk.url}/admin/mail/filters/new`)
    await page.getByRole('button', { name: 'Bedingung', exact: true }).press('Enter')
    await focused('main li:nth-child(2) input')
    await page.getByRole('button', { name: 'Bedingung 1 entfernen' }).press('Enter')
    await focused('main li:nth-child(1) input')
    await page.getByRole('button', { name: 'Bedingung 1 entfernen' }).press('Enter')
    await focused('main button:has-text("Bedingung")')
    const rule = { conditions: [{ on: 'size', over: 1 }], set: { queue: 'Junk' } }
    const made = []
    for (const name of ['Reihe A', 'Reihe B', 'Reihe C']) made.push(await desk.api('POST', '/mail/filters', { name, rule }))
    await page.goto('about:blank')
    await page.goto(`${desk.url}/admin/mail/filters`)
    await page.getByRole('button', { name: 'Reihe A nach unten' }).press('Enter')
    await notice(page, 'Reihe A steht an Stelle').waitFor()
    await page.getByRole('button', { name: 'Reihe A nach unten' }).and(page.locator(':focus')).press('Enter')
    await until(async () => (await desk.api('GET', '/mail/filters')).items.at(-1).name === 'Reihe A', { what: 'a filter that is the last' })
    await page.getByRole('button', { name: 'Reihe A nach oben' }).and(page.locator(':focus')).waitFor()
    await page.getByRole('button', { name: 'Reihe B entfernen' }).press('Enter')
    await page.getByRole('link', { name: 'Reihe C' }).and(page.locator(':focus')).waitFor()
    for (const { id } of (await desk.api('GET', '/mail/filters')).items.filter(({ id }) => made.some((one) => one.id === id))) await desk.api('DELETE', `/mail/filters/${id}`)
  },

  async what_could_not_be_fetched_can_be_fetched_again(page, desk) {
    await opened(page, desk, { title: 'Kurz ohne Netz' })
    page.expected.push('/assets/Panels')
    await page.route('**/assets/Panels*', (route) => route.abort())
    await page.keyboard.press('h')
    const said = page.locator('[role="alert"]', { hasText: 'Das ließ sich nicht laden.' })
    await said.waitFor()
    await page.locator('main article').first().waitFor()
    await page.unroute('**/assets/Panels*')
    await said.getByRole('button', { name: 'Noch einmal versuchen' }).click()
    await page.locator('[role="dialog"]', { hasText: 'Bis wann warten?' }).waitFor()
  },

  async filter_is_tried_before_it_is_switched_on(_page, desk, another) {
    const page = await administrating(desk, another)
    const mail = (id) => plainMail({ from: 'melder@werk.example', to: support, subject: 'Pumpe 7 meldet Druckabfall', id: `${id}@werk.example`, text: 'Druck 1,2 bar.' })
    await desk.deliver('melder@werk.example', support, mail('pumpe-1'))
    await page.goto(`${desk.url}/admin/mail/filters`)
    await page.getByRole('link', { name: 'Neuer Filter' }).click()
    await page.getByRole('button', { name: 'Speichern und ausprobieren' }).click()
    await page.getByText('Bitte einen Namen geben').waitFor()
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Pumpen')
    await page.getByLabel('Muster').fill('^Pumpe \\d+ meldet (.+)$')
    await page.getByRole('button', { name: 'Beim neuen Ticket setzen' }).click()
    await page.locator('main li input[aria-haspopup="listbox"]').last().click()
    await page.locator('[role="option"]', { hasText: 'Störungen › Netzwerk' }).click()
    await page.getByRole('button', { name: 'Speichern und ausprobieren' }).click()
    await page.getByText('Er passt auf eine.').waitFor()
    await page.locator('main section', { hasText: 'Pumpe 7 meldet Druckabfall' }).first().waitFor()
    await page.getByRole('button', { name: 'Einschalten' }).click()
    await notice(page, 'Pumpen ist an').waitFor()
    await desk.deliver('melder@werk.example', support, mail('pumpe-2'))
    await until(async () => (await desk.api('GET', `/tickets?q=${encodeURIComponent('"Pumpe 7" queue:"Störungen::Netzwerk"')}`)).items[0], { what: 'a ticket where the filter puts it' })
    await page.getByRole('navigation', { name: 'Verwaltung' }).getByRole('link', { name: 'Filter' }).click()
    const place = async () => (await desk.api('GET', '/mail/filters')).items.findIndex(({ name }) => name === 'Pumpen')
    const before = await place()
    await page.getByRole('button', { name: 'Pumpen nach oben' }).press('Enter')
    await until(async () => (await place()) === before - 1, { what: 'a filter that moved' })
    await page.getByRole('button', { name: 'Pumpen entfernen' }).click()
    await until(async () => (await place()) === -1, { what: 'a filter that is gone' })
    await notice(page, 'Pumpen ist entfernt').getByRole('button', { name: 'Rückgängig' }).click()
    await until(async () => (await place()) === before - 1, { what: 'a filter that is back where it was' })
    const again = (await desk.api('GET', '/mail/filters')).items.find(({ name }) => name === 'Pumpen')
    assert.equal(again.enabled, true)
    await desk.api('DELETE', `/mail/filters/${again.id}`)
  },

  async two_administrators_do_not_undo_each_other(_page, desk, another) {
    const page = await administrating(desk, another)
    const rule = (pattern) => ({ conditions: [{ on: 'header', name: 'Subject', matches: pattern }], set: { queue: 'Junk' } })
    const filter = await desk.api('POST', '/mail/filters', { name: 'Zu zweit', rule: rule('eins') })
    const now = async () => (await desk.api('GET', '/mail/filters')).items.find(({ id }) => id === filter.id)
    await page.goto(`${desk.url}/admin/mail/filters/${filter.id}`)
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Zu zweit, umbenannt')
    await desk.api('PATCH', `/mail/filters/${filter.id}`, { rule: rule('zwei') })
    await page.getByRole('button', { name: 'Speichern und ausprobieren' }).click()
    await notice(page, 'Filter gespeichert').waitFor()
    const both = await now()
    assert.deepEqual([both.name, both.rule.conditions[0].matches], ['Zu zweit, umbenannt', 'zwei'])
    await page.getByLabel('Muster').and(page.locator('[value="zwei"]')).fill('drei')
    await desk.api('PATCH', `/mail/filters/${filter.id}`, { rule: rule('vier') })
    page.expected.push('/mail/filters/')
    await page.getByRole('button', { name: 'Speichern und ausprobieren' }).click()
    await page.locator('main [role="alert"]', { hasText: 'von jemand anderem geändert' }).waitFor()
    assert.equal((await now()).rule.conditions[0].matches, 'vier')
    await page.getByRole('button', { name: 'Verwerfen und den neuen Stand zeigen' }).click()
    await page.locator('main input[value="vier"]').waitFor()
    await desk.api('DELETE', `/mail/filters/${filter.id}`)

    const account = await desk.api('POST', '/mail/accounts', { protocol: 'imap', host: '127.0.0.1', port: desk.pictures, login: 'zuzweit@werk.example', password: 'geheim', valid: false })
    await page.goto(`${desk.url}/admin/mail/accounts/${account.id}`)
    await page.getByLabel('Ordner').fill('Anfragen')
    await desk.api('PATCH', `/mail/accounts/${account.id}`, { trusted: true })
    page.expected.push('/mail/accounts/')
    await page.getByRole('button', { name: '1 Änderung speichern' }).click()
    await page.locator('main [role="alert"]', { hasText: 'von jemand anderem geändert' }).waitFor()
    await page.getByRole('button', { name: 'Verwerfen und den neuen Stand zeigen' }).click()
    await page.getByRole('checkbox', { name: 'Vertrauenswürdig' }).and(page.locator(':checked')).waitFor()
    await page.getByLabel('Ordner').fill('Anfragen')
    await page.getByRole('button', { name: '1 Änderung speichern' }).click()
    await notice(page, 'Postfach gespeichert').waitFor()
    const kept = (await desk.api('GET', '/mail/accounts')).items.find(({ id }) => id === account.id)
    assert.deepEqual([kept.mailbox, kept.trusted], ['Anfragen', true])
    await desk.api('DELETE', `/mail/accounts/${account.id}`)
  },

  async whoever_leaves_a_changed_form_is_asked(_page, desk, another) {
    const page = await administrating(desk, another)
    await page.goto(`${desk.url}/admin/mail/filters/new`)
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Halb fertig')
    const away = page.getByRole('navigation', { name: 'Verwaltung' }).getByRole('link', { name: 'Postfächer' })
    await away.click()
    await page.getByRole('button', { name: 'Hier bleiben' }).click()
    assert.equal(await page.getByRole('textbox', { name: 'Name', exact: true }).inputValue(), 'Halb fertig')
    await away.click()
    await page.getByRole('button', { name: 'Verwerfen und gehen' }).click()
    await page.getByRole('heading', { name: 'Postfächer' }).waitFor()
  },

  async mailbox_is_tried_made_and_removed(_page, desk, another) {
    const page = await administrating(desk, another)
    await page.goto(`${desk.url}/admin/mail/accounts`)
    await page.getByRole('link', { name: 'Neues Postfach' }).click()
    await page.getByRole('button', { name: 'Postfach anlegen' }).click()
    await page.getByText('Bitte den Server nennen').waitFor()
    await page.getByRole('radio', { name: 'POP3' }).check({ force: true })
    assert.equal(await page.getByLabel('Port').inputValue(), '995')
    await page.getByRole('textbox', { name: 'Server' }).fill('127.0.0.1')
    await page.getByLabel('Port').fill(String(desk.pictures))
    await page.getByLabel('Anmeldename').fill('leitstelle@werk.example')
    await page.getByLabel('Passwort').fill('geheim genug')
    await page.getByRole('button', { name: 'Ausprobieren' }).click()
    await page.locator('[role="alert"]', { hasText: 'So geht es nicht' }).waitFor()
    await page.getByRole('button', { name: 'Postfach anlegen' }).click()
    await notice(page, 'Postfach gespeichert').waitFor()
    await page.getByRole('heading', { name: 'leitstelle@werk.example' }).waitFor()
    assert.equal(await page.getByLabel('Passwort').inputValue(), '')
    await page.getByRole('button', { name: 'Nicht mehr lesen' }).click()
    await page.getByRole('button', { name: 'Wieder lesen' }).waitFor()
    const all = async () => (await desk.api('GET', '/mail/accounts')).items
    assert.equal((await all()).find(({ login }) => login === 'leitstelle@werk.example').state.status, 'off')
    await page.getByRole('button', { name: 'Entfernen', exact: true }).click()
    await page.locator('[role="dialog"]').getByRole('button', { name: 'Entfernen', exact: true }).click()
    await notice(page, 'ist entfernt').waitFor()
    assert.ok((await all()).every(({ login }) => login !== 'leitstelle@werk.example'))
  },

  async administrator_chooses_how_long_the_log_keeps_what(_page, desk, another) {
    const page = await administrating(desk, another)
    await page.goto(`${desk.url}/admin/mail/log`)
    await page.getByRole('navigation', { name: 'Verwaltung' }).getByRole('link', { name: 'Aufbewahrung' }).click()
    const days = page.getByRole('region', { name: 'Mails ohne Ticket' }).getByLabel('Tage')
    await days.fill('0')
    await page.getByRole('button', { name: '1 Änderung speichern' }).click()
    await page.getByText('Eine Zahl von 1 bis 3650').waitFor()
    await days.fill('40')
    await page.getByText('Ältere Einträge werden dann gelöscht.').waitFor()
    await page.getByRole('button', { name: '1 Änderung speichern' }).click()
    await notice(page, 'Aufbewahrung gespeichert').waitFor()
    await page.getByRole('button', { name: 'Änderung speichern' }).waitFor({ state: 'detached' })
    const { log_days: log, kept_days: kept } = await desk.api('GET', '/mail/settings')
    assert.deepEqual([log.source, kept.value, kept.source], ['default', 40, 'desk'])
    await desk.api('PATCH', '/mail/settings', { kept_days: kept.default })
  },

  async agent_asks_how_a_mail_came_and_is_offered_no_administration(page, desk) {
    await desk.deliver('wer@anders.example', support, plainMail({ from: 'wer@anders.example', to: support, subject: 'Woher kommt das', id: 'woher@anders.example', text: 'Nur eine Frage.' }))
    await open(page, desk, await desk.found('"Woher kommt das"'))
    assert.equal(await page.locator('nav a', { hasText: 'Verwaltung' }).count(), 0)
    await page.locator('main article').first().locator('button[aria-haspopup="menu"]').click()
    await page.getByRole('menuitem', { name: 'Wie kam diese Mail hierher?' }).click()
    await page.locator('[role="dialog"]', { hasText: 'keinen Kundenbenutzer' }).waitFor()
    page.expected.push('/api/v1/mail/')
    await page.goto(`${desk.url}/admin/mail/log`)
    await page.locator('main [role="alert"]', { hasText: 'kein Recht' }).waitFor()
  },
}
