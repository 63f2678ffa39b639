// What an agent and a customer do in a day, step by step. Each runs against its own desk in memory.
import assert from 'node:assert/strict'

const rows = (page) => page.locator('[role="row"]')

async function open(page, desk, url, index = 0) {
  await page.goto(`${url}/tickets/${desk.tickets[index].number}?view=mine`)
  await page.locator('main article').first().waitFor()
}

const last = (desk, method, part) => desk.received.findLast((one) => one.method === method && one.path.includes(part))

/** Waits until the desk is so. */
async function until(isSo) {
  for (let turn = 0; turn < 100 && !isSo(); turn += 1) await new Promise((resolve) => setTimeout(resolve, 50))
  assert.ok(isSo())
}

export const journeys = {
  async keys_move_through_the_list_and_open(page, desk, url) {
    await page.goto(`${url}/`)
    await rows(page).first().waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await page.keyboard.press('k')
    await page.keyboard.press('o')
    await page.locator('main article').first().waitFor()
    const opened = await page.locator('main header h2').textContent()
    assert.equal(opened, desk.tickets[0].title)
    await page.keyboard.press(']')
    await page.waitForFunction((title) => document.querySelector('main header h2')?.textContent !== title, opened)
    await page.keyboard.press('u')
    await page.waitForURL(/\/tickets\?view=mine$/)
    await page.keyboard.press('g')
    await page.keyboard.press('p')
    await page.waitForURL(/view=pending/)
  },

  async change_shows_at_once_and_can_be_undone(page, desk, url) {
    await open(page, desk, url)
    desk.delay = 400
    await page.keyboard.press('2')
    await page.locator('[data-act="priority"]', { hasText: 'niedrig' }).waitFor({ timeout: 300 })
    await page.locator('section[role="status"] button', { hasText: 'Rückgängig' }).waitFor()
    assert.equal(desk.tickets[0].priority, '2 low')
    await page.keyboard.press('z')
    await page.locator('[data-act="priority"]', { hasText: 'sehr hoch' }).waitFor()
    await until(() => desk.tickets[0].priority === '5 very high')
  },

  async change_that_comes_too_late_is_taken_back_and_explained(page, desk, url) {
    await open(page, desk, url)
    desk.listeners.clear()
    Object.assign(desk.tickets[0], { version: 9, priority: '1 very low' })
    page.expected.push('/tickets/')
    await page.keyboard.press('4')
    await page.locator('section[role="status"]', { hasText: 'inzwischen geändert' }).waitFor()
    await page.locator('[data-act="priority"]', { hasText: 'sehr niedrig' }).waitFor()
  },

  async reply_goes_out_with_its_text_and_state(page, desk, url) {
    await open(page, desk, url)
    await page.keyboard.press('r')
    const text = page.locator('[contenteditable]')
    await text.waitFor()
    await text.pressSequentially('Der Tunnel läuft seit 12:28 Uhr stabil.')
    await page.keyboard.press('Control+Enter')
    await page.locator('main article', { hasText: 'Der Tunnel läuft seit 12:28' }).waitFor()
    const sent = last(desk, 'POST', '/articles')
    assert.equal(sent.body.channel, 'email')
    assert.equal(sent.body.html, '<p>Der Tunnel läuft seit 12:28 Uhr stabil.</p>')
    assert.deepEqual(sent.body.to, ['"Dr. Annegret Schößler" <a.schoessler@klinikum-grossenhain.example>'])
    assert.ok(sent.headers['idempotency-key'])
    await page.locator('main article', { hasText: 'wird gesendet' }).waitFor()
    assert.equal(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('beleg.draft.')).length), 0)
  },

  async reply_closes_and_goes_on_to_the_next_ticket(page, desk, url) {
    await page.goto(`${url}/tickets?view=mine`)
    await rows(page).first().locator('a').click()
    await page.locator('main article').first().waitFor()
    await page.keyboard.press('r')
    await page.locator('[contenteditable]').waitFor()
    await page.locator('[contenteditable]').pressSequentially('Erledigt.')
    await page.keyboard.press('Control+Shift+Enter')
    await page.waitForURL(new RegExp(desk.tickets[1].number))
    assert.equal(desk.tickets[0].state, 'closed successful')
  },

  async list_is_made_wider_by_keys_and_stays_so(page, desk, url) {
    await open(page, desk, url)
    const edge = page.getByRole('separator', { name: 'Breite der Liste' })
    await edge.focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    assert.equal(await edge.getAttribute('aria-valuenow'), '380')
    await page.reload()
    await edge.waitFor()
    assert.equal((await page.locator('[data-region="list"]').boundingBox()).width, 380)
  },

  async broken_connection_is_said_and_its_return_too(page, desk, url) {
    await page.goto(`${url}/`)
    await rows(page).first().waitFor()
    await page.context().setOffline(true)
    page.expected.push('/api/v1/', '/assets/')
    await page.locator('[role="status"]', { hasText: 'Die Verbindung ist unterbrochen' }).waitFor()
    await page.context().setOffline(false)
    await page.locator('section[role="status"]', { hasText: 'Die Verbindung steht wieder' }).waitFor()
  },

  async note_is_yellow_and_stays_in_the_house(page, desk, url) {
    await open(page, desk, url)
    await page.keyboard.press('i')
    await page.locator('[contenteditable]').waitFor()
    const ground = await page.locator('[data-region="composer"]').evaluate((element) => getComputedStyle(element).backgroundColor)
    assert.equal(ground, 'rgb(253, 243, 191)')
    await page.locator('[contenteditable]').pressSequentially('Nur für uns.')
    await page.keyboard.press('Control+Enter')
    await page.locator('article[data-kind="internal"]', { hasText: 'Nur für uns.' }).waitFor()
    const sent = last(desk, 'POST', '/articles')
    assert.equal(sent.body.channel, 'internal')
    assert.equal(sent.body.visible_to_customer, false)
    assert.equal(sent.body.to, undefined)
  },

  async draft_survives_leaving_the_page(page, desk, url) {
    await open(page, desk, url)
    await page.keyboard.press('r')
    await page.locator('[contenteditable]').waitFor()
    await page.locator('[contenteditable]').pressSequentially('Noch nicht fertig')
    await page.waitForTimeout(600)
    await page.reload()
    await page.locator('[contenteditable]', { hasText: 'Noch nicht fertig' }).waitFor()
  },

  async files_are_attached_and_the_limit_holds(page, desk, url) {
    await open(page, desk, url)
    await page.keyboard.press('r')
    await page.locator('[contenteditable]').waitFor()
    await page.setInputFiles('[data-region="composer"] input[type="file"]', { name: 'Übersicht.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7') })
    await page.locator('[data-region="composer"] li', { hasText: 'Übersicht.pdf' }).waitFor()
    await page.locator('[contenteditable]').evaluate((element) => {
      const clipboard = new DataTransfer()
      clipboard.items.add(new File([new Uint8Array(21 * 1024 * 1024)], 'groß.bin'))
      element.dispatchEvent(new ClipboardEvent('paste', { clipboardData: clipboard, bubbles: true, cancelable: true }))
    })
    await page.locator('section[role="status"]', { hasText: 'groß.bin ist zu groß' }).waitFor()
    await page.locator('[contenteditable]').pressSequentially('Anbei die Übersicht.')
    await page.keyboard.press('Control+Enter')
    await page.locator('main article', { hasText: 'Anbei die Übersicht.' }).waitFor()
    const [file] = last(desk, 'POST', '/articles').body.attachments
    assert.equal(file.name, 'Übersicht.pdf')
    assert.equal(Buffer.from(file.content, 'base64').toString(), '%PDF-1.7')
  },

  async pasted_html_keeps_weight_and_loses_the_rest(page, desk, url) {
    await open(page, desk, url)
    await page.keyboard.press('i')
    await page.locator('[contenteditable]').waitFor()
    await page.locator('[contenteditable]').evaluate((element) => {
      const clipboard = new DataTransfer()
      clipboard.setData('text/html', '<p style="color:red" onclick="x()">eins <span style="font-weight:700">zwei</span></p><style>p{}</style>')
      element.dispatchEvent(new ClipboardEvent('paste', { clipboardData: clipboard, bubbles: true, cancelable: true }))
    })
    await page.locator('[contenteditable] strong', { hasText: 'zwei' }).waitFor()
    await page.locator('[contenteditable]').press('Control+Enter')
    await page.locator('article[data-kind="internal"]', { hasText: 'eins zwei' }).waitFor()
    assert.equal(last(desk, 'POST', '/articles').body.html, '<p>eins <strong>zwei</strong></p>')
  },

  async live_changes_arrive_without_moving_the_list(page, desk, url) {
    await page.goto(`${url}/tickets?view=open`)
    await rows(page).first().waitFor()
    await page.waitForTimeout(300)
    const first = await rows(page).first().textContent()
    desk.arrive('Kein Ton in der Telefonkonferenz')
    const pill = page.locator('[data-region="list"] > button')
    await pill.waitFor()
    assert.equal(await rows(page).first().textContent(), first)
    await pill.click()
    await rows(page).first().filter({ hasText: 'Kein Ton in der Telefonkonferenz' }).waitFor()
    const ticket = desk.tickets[1]
    Object.assign(ticket, { title: 'Anderer Titel', version: ticket.version + 1 })
    desk.announce('ticket.changed', ticket)
    await rows(page).filter({ hasText: 'Anderer Titel' }).waitFor()
  },

  async article_of_somebody_else_is_announced_while_writing(page, desk, url) {
    await open(page, desk, url)
    await page.keyboard.press('r')
    await page.locator('[contenteditable]').waitFor()
    desk.addArticle(desk.tickets[0], { channel: 'internal', html: '<p>Neustart durch</p>' })
    await page.locator('[data-region="composer"] [role="status"]', { hasText: 'Während Sie schreiben' }).waitFor()
  },

  async palette_finds_acts_and_tickets(page, desk, url) {
    await page.goto(`${url}/`)
    await rows(page).first().waitFor()
    await page.keyboard.press('Control+k')
    await page.locator('[role="dialog"] [role="combobox"]').waitFor()
    await page.keyboard.type('umlaute')
    await page.locator('[role="option"]', { hasText: 'Umlaute' }).first().waitFor()
    await page.keyboard.press('Enter')
    await page.waitForURL(new RegExp(desk.tickets[1].number))
    await page.keyboard.press('Control+k')
    await page.locator('[role="dialog"] [role="combobox"]').waitFor()
    await page.keyboard.type('dunkel')
    await page.keyboard.press('Enter')
    await page.waitForFunction(() => document.documentElement.dataset.mantineColorScheme === 'dark')
  },

  async language_changes_and_is_stored(page, desk, url) {
    await page.goto(`${url}/`)
    await rows(page).first().waitFor()
    await page.locator('nav button[aria-haspopup="menu"]').last().click()
    await page.locator('[role="menuitemradio"]', { hasText: 'English' }).click()
    await page.locator('h1', { hasText: 'My open tickets' }).waitFor()
    assert.equal(desk.locale, 'en')
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'en')
  },

  async shortcuts_keep_out_of_fields_and_can_be_switched_off(page, desk, url) {
    await open(page, desk, url)
    await page.keyboard.press('/')
    await page.keyboard.type('e5')
    assert.equal(desk.tickets[0].state, 'open')
    assert.equal(await page.locator('[data-act="search"]').inputValue(), 'e5')
    await page.keyboard.press('Escape')
    await page.keyboard.press('?')
    await page.locator('[role="dialog"] input[type="checkbox"]').click()
    await page.keyboard.press('Escape')
    await page.locator('[role="dialog"]').waitFor({ state: 'detached' })
    await page.keyboard.press('2')
    await page.waitForTimeout(300)
    assert.equal(desk.tickets[0].priority, '5 very high')
  },

  async regions_are_reached_by_f6(page, desk, url) {
    await open(page, desk, url)
    const seen = []
    for (let step = 0; step < 5; step += 1) {
      await page.keyboard.press('F6')
      seen.push(await page.evaluate(() => document.activeElement?.dataset.region))
    }
    assert.deepEqual(seen, ['views', 'list', 'conversation', 'composer', 'context'])
  },

  async new_ticket_is_created_and_opened(page, desk, url) {
    await page.goto(`${url}/new`)
    await page.locator('[contenteditable]').waitFor()
    await page.getByRole('combobox', { name: 'Kunde oder Kundin' }).fill('schö')
    await page.locator('[role="option"]', { hasText: 'Schößler' }).click()
    await page.getByRole('textbox', { name: 'Queue' }).or(page.getByRole('combobox', { name: 'Queue' })).first().click()
    await page.locator('[role="option"]', { hasText: 'Störungen › Netzwerk' }).click()
    await page.getByRole('textbox', { name: 'Betreff' }).fill('Neuer Anschluss für Zimmer 7')
    await page.locator('[contenteditable]').pressSequentially('Bitte bis Freitag.')
    await page.locator('form button[type="submit"]').click()
    await page.locator('main article', { hasText: 'Bitte bis Freitag.' }).waitFor()
    const sent = desk.received.findLast((one) => one.method === 'POST' && one.path === '/tickets').body
    assert.equal(sent.customer, 'schoessler')
    assert.equal(sent.queue, 'Störungen::Netzwerk')
    assert.equal(sent.article.channel, 'phone')
  },

  async session_that_ends_is_said(page, desk, url) {
    await page.goto(`${url}/`)
    await rows(page).first().waitFor()
    await page.waitForTimeout(300)
    for (const send of desk.listeners) send('session', { state: 'ended' })
    await page.locator('[role="dialog"] a[href^="/sign-in"]').waitFor()
  },

  async ten_thousand_keys_do_not_tire_the_list(page, desk, url) {
    await page.goto(`${url}/tickets?view=open`)
    await rows(page).first().waitFor()
    for (let step = 0; step < 150; step += 1) await page.keyboard.press('j')
    await page.waitForTimeout(300)
    const marked = await page.locator('[data-marked]').textContent()
    assert.ok(marked)
    assert.ok((await page.locator('[role="row"]').count()) < 60)
  },

  async customer_asks_and_answers(page, desk, url) {
    desk.kind = 'customer'
    await page.goto(`${url}/portal/new`)
    await page.getByLabel('Betreff').fill('Etikettendrucker Station 4')
    await page.getByLabel('Was ist passiert?').fill('Seit heute früh kommen keine Etiketten mehr.')
    await page.locator('form button[type="submit"]').click()
    await page.waitForURL(/portal\/tickets\/my_7/)
    await page.getByLabel('Ihre Antwort').fill('Das Lämpchen blinkt gelb.')
    await page.locator('form button[type="submit"]').click()
    await page.locator('article', { hasText: 'Das Lämpchen blinkt gelb.' }).waitFor()
    assert.equal(last(desk, 'POST', '/my/tickets').body.body, 'Das Lämpchen blinkt gelb.')
  },
}
