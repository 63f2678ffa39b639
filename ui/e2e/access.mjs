// How people sign in with two factors, and what administrators demand. What is demanded of everybody is demanded next door, where nobody else
// works meanwhile.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { codeOf, step } from './codes.mjs'
import { pause, until } from './desk.mjs'
import { administrating, notice, signIn, speak } from './people.mjs'

const rows = (page) => page.locator('[role="row"]')

/** A device that holds passkeys and asks nobody for a finger. */
async function withDevice(page) {
  const session = await page.context().newCDPSession(page)
  await session.send('WebAuthn.enable')
  const options = { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true }
  await session.send('WebAuthn.addVirtualAuthenticator', { options })
}

/** Signs out as one does. */
async function leave(page) {
  await page.locator('nav button[aria-haspopup="menu"]').last().click()
  await page.getByRole('menuitem', { name: 'Abmelden' }).click()
  await page.locator('[name="password"]').waitFor()
}

export const accessJourneys = {
  async whoever_must_sets_up_an_app_and_goes_on_to_where_they_wanted(_page, { neighbour: desk }, another) {
    const page = await another()
    const sandra = desk.agent('sandra')
    page.expected.push('/sign-in', '/api/v1/me/factors/confirm')
    await page.goto(`${desk.url}/tickets?view=unowned`)
    await signIn(page, desk, sandra)
    await page.getByRole('heading', { name: 'Noch ein Schritt zu Ihrer Sicherheit' }).waitFor()
    await page.getByRole('button', { name: 'App einrichten' }).click()
    const secret = await page.locator('main code').innerText()
    await page.getByLabel('Welchen Code zeigt die App jetzt?').fill('000000')
    await page.keyboard.press('Enter')
    await page.getByText('Das ist nicht der Code').waitFor()
    await pause(1_100)
    const used = step()
    await page.getByLabel('Welchen Code zeigt die App jetzt?').fill(codeOf(secret))
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Ihre Wiederherstellungscodes' }).waitFor()
    const codes = await page.locator('main li').allInnerTexts()
    assert.equal(codes.length, 10)
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Als Datei speichern' }).click()
    const file = await readFile(await (await download).path(), 'utf8')
    for (const code of codes) assert.ok(file.includes(code))
    await page.getByRole('button', { name: 'Ich habe sie aufbewahrt' }).click()
    await page.waitForURL(`${desk.url}/tickets?view=unowned`)
    await rows(page).first().waitFor()

    await leave(page)
    await signIn(page, desk, sandra)
    assert.equal(new URL(page.url()).pathname, '/sign-in/factor')
    await page.fill('[name="code"]', codes[3].toUpperCase().replaceAll('-', ' '))
    await page.keyboard.press('Enter')
    await page.waitForURL((url) => url.pathname === '/tickets')
    await page.goto(`${desk.url}/factors`)
    await page.getByText('9 sind übrig').waitFor()
    await leave(page)
    await signIn(page, desk, sandra)
    await page.fill('[name="code"]', codes[3])
    await page.keyboard.press('Enter')
    await page.getByText('Dieser Code gilt nicht').waitFor()
    await until(() => step() > used, { most: 31_000, what: 'the next code of the app' })
    await pause(1_100)
    await page.fill('[name="code"]', codeOf(secret))
    await page.keyboard.press('Enter')
    await page.waitForURL((url) => url.pathname === '/tickets')
    await page.goto(`${desk.url}/sessions`)
    await page.getByText('Angemeldet mit Passwort und Code der App').waitFor()
  },

  async passkey_is_set_up_and_then_enough(_page, { neighbour: desk }, another) {
    const page = await another()
    await withDevice(page)
    await signIn(page, desk, desk.agent('mbali'))
    await page.getByRole('button', { name: 'Passkey einrichten' }).click()
    await page.getByLabel('Name').fill('Diensttelefon')
    await page.getByRole('button', { name: 'Passkey anlegen' }).click()
    await page.getByRole('button', { name: 'Ich habe sie aufbewahrt' }).click()
    await rows(page).first().waitFor()
    await leave(page)
    const passkey = page.getByRole('button', { name: 'Mit Passkey anmelden' })
    await passkey.click()
    await page.waitForURL((url) => url.pathname === '/tickets')
    await leave(page)
    await page.getByText('Zuletzt so angemeldet').waitFor()
    await passkey.and(page.locator(':focus')).press('Enter')
    await page.waitForURL((url) => url.pathname === '/tickets')
    await page.goto(`${desk.url}/sessions`)
    await page.getByText('Angemeldet mit Passkey').waitFor()

    // What is sensitive asks once more; the passkey answers that, too.
    page.expected.push('/api/v1/me')
    await page.route('**/api/v1/me/recovery-codes', (route) => route.fulfill({ status: 403, contentType: 'application/problem+json', body: '{"type":"https://beleg.example/problems/proof-required"}' }), { times: 1 })
    await page.goto(`${desk.url}/factors`)
    await page.getByRole('button', { name: 'Neue Codes machen, alte verwerfen' }).click()
    await page.locator('[role="dialog"]', { hasText: 'Sind Sie es noch?' }).getByRole('button', { name: 'Passkey zeigen' }).click()
    await page.getByRole('heading', { name: 'Ihre Wiederherstellungscodes' }).waitFor()
    await page.getByRole('button', { name: 'Ich habe sie aufbewahrt' }).click()
    await page.getByRole('button', { name: 'Diensttelefon entfernen' }).click()
    await page.locator('[role="dialog"]').getByRole('button', { name: 'Entfernen', exact: true }).click()
    await notice(page, 'Zweiter Faktor entfernt').waitFor()
    await page.getByText('Noch kein zweiter Faktor').waitFor()
  },

  async sensitive_acts_ask_once_more_and_nothing_happens_without_an_answer(_page, desk, another) {
    const page = await another()
    const katarzyna = desk.agent('katarzyna')
    await signIn(page, desk, katarzyna)
    await speak(page, 'de')
    page.expected.push('/api/v1/tokens', '/api/v1/me/proof')
    let refused = 2
    await page.route('**/api/v1/tokens', (route) => {
      if (route.request().method() !== 'POST' || refused === 0) return route.continue()
      refused -= 1
      return route.fulfill({ status: 403, contentType: 'application/problem+json', body: '{"type":"https://beleg.example/problems/proof-required"}' })
    })
    await page.goto(`${desk.url}/tokens`)
    await page.getByRole('button', { name: 'Neuer Zugangsschlüssel' }).click()
    await page.getByLabel('Wofür?').fill('Noch einmal gefragt')
    const make = page.getByRole('button', { name: 'Schlüssel erstellen' })
    const asked = page.locator('[role="dialog"]', { hasText: 'Sind Sie es noch?' })
    await make.click()
    await asked.getByRole('button', { name: 'Abbrechen' }).click()
    await page.locator('[role="alert"]', { hasText: 'Nichts wurde geändert' }).waitFor()
    await make.click()
    await asked.getByLabel('Ihr Passwort').fill('falsch')
    await page.keyboard.press('Enter')
    await asked.getByText('Das passt nicht').waitFor()
    await pause(1_100)
    await asked.getByLabel('Ihr Passwort').fill(katarzyna.password)
    await page.keyboard.press('Enter')
    await page.locator('[role="dialog"] code').waitFor()
    await page.getByRole('button', { name: 'Schlüssel ist abgelegt' }).click()
    await page.locator('main li', { hasText: 'Noch einmal gefragt' }).waitFor()
  },

  async administrator_demands_more_at_sign_in_and_takes_it_back(_page, desk, another) {
    const page = await administrating(desk, another)
    const customers = async () => (await desk.api('GET', '/access/policies')).items.find(({ whom }) => whom === 'customers')
    const before = await customers()
    await page.goto(`${desk.url}/admin/access`)
    await page.getByRole('button', { name: 'Ändern: Kundinnen und Kunden' }).click()
    const idle = page.getByRole('textbox', { name: 'Ohne Tätigkeit endet eine Sitzung nach' })
    await page.getByLabel('Kürzestes Passwort').fill('8')
    await page.getByRole('button', { name: 'Speichern' }).click()
    await page.getByText('Ohne zweiten Faktor eine Zahl von 15 bis 64').waitFor()
    await page.getByLabel('Kürzestes Passwort').fill('20')
    await idle.fill('7')
    await page.getByText('Gilt ab der nächsten Anfrage, auch in offenen Sitzungen.').waitFor()
    await page.getByText('Sitzungen, die schon länger dauern oder ruhen, enden sofort').waitFor()
    await page.getByRole('button', { name: 'Speichern' }).click()
    await notice(page, 'Kundinnen und Kunden: gilt ab jetzt').waitFor()
    await page.getByText('Eine Sitzung endet nach 7 Stunden ohne Tätigkeit').waitFor()
    const { policy } = await customers()
    assert.deepEqual([policy.shortest, policy.idle_minutes], [20, 420])
    await page.getByRole('button', { name: 'Ändern: Kundinnen und Kunden' }).and(page.locator(':focus')).press('Enter')
    await page.getByRole('button', { name: 'Zurück zu den Anfangswerten' }).click()
    await notice(page, 'Anfangswerte gelten wieder').waitFor()
    assert.equal((await customers()).chosen, false)
    await desk.api('PUT', '/access/policies/customers', before.policy)
  },

  async administrator_chooses_from_where_people_come_and_confirms_it(_page, desk, another) {
    const page = await administrating(desk, another)
    const rules = async () => (await desk.api('GET', '/access/addresses')).rules
    await page.goto(`${desk.url}/admin/access/addresses`)
    const never = page.getByRole('textbox', { name: 'Agentinnen und Agenten: Nie von' })
    const choose = async (text) => {
      await never.fill(text)
      await page.getByRole('button', { name: 'Prüfen, wer draußen bliebe' }).click()
    }
    await choose('hier')
    await page.getByText('„hier“ ist keine Adresse und kein Netz').waitFor()
    await choose('127.0.0.1 ::1')
    await page.getByText('Sie selbst kämen von hier aus nicht mehr herein').waitFor()
    await choose('203.0.113.9')
    await page.getByRole('button', { name: 'Für fünf Minuten einschalten' }).and(page.locator(':focus')).press('Enter')
    await page.getByText('wird in 4:5').waitFor()
    await page.getByRole('button', { name: 'Zurücknehmen' }).click()
    await notice(page, 'Zurückgenommen: Es gilt, was vorher galt').waitFor()
    assert.deepEqual(await rules(), {})
    await choose('203.0.113.9')
    await page.getByRole('button', { name: 'Für fünf Minuten einschalten' }).click()
    await page.getByRole('button', { name: 'Bestätigen' }).click()
    await notice(page, 'Bestätigt: Die Regeln gelten').waitFor()
    assert.deepEqual(await rules(), { agents: { deny: ['203.0.113.9'], allow: [] } })
    await choose('')
    await page.getByRole('button', { name: 'Für fünf Minuten einschalten' }).click()
    await page.getByRole('button', { name: 'Bestätigen' }).click()
    await page.getByText('wird in', { exact: false }).waitFor({ state: 'detached' })
    assert.deepEqual(await rules(), {})
  },

  async customer_changes_their_password_and_finds_their_factors(_page, { neighbour: desk }, another) {
    const page = await another()
    const customer = desk.customer('b.thistlewood')
    await signIn(page, desk, customer)
    await speak(page, 'de')
    await page.goto(`${desk.url}/portal`)
    await page.locator('header button').click()
    await page.getByRole('menuitem', { name: 'Passwort' }).click()
    await page.getByLabel('Bisheriges Passwort').fill(customer.password)
    await page.getByLabel('Neues Passwort', { exact: true }).fill('Regenschirm pfeift leise')
    await page.getByLabel('Neues Passwort noch einmal').fill('Regenschirm pfeift leise')
    await page.keyboard.press('Enter')
    await notice(page, 'Das Passwort ist geändert').waitFor()
    // As long as it stands there, it may lie over what is pressed below.
    await page.locator('section[role="status"] button').last().click()
    await page.locator('header button').click()
    await page.getByRole('menuitem', { name: 'Anmeldung absichern' }).click()
    await page.getByText('Noch kein zweiter Faktor').waitFor()
    await page.getByRole('button', { name: 'App einrichten' }).click()
    const secret = await page.locator('main code').innerText()
    await page.getByLabel('Welchen Code zeigt die App jetzt?').fill(codeOf(secret))
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Ich habe sie aufbewahrt' }).click()
    await page.locator('main li', { hasText: 'App auf dem Telefon' }).waitFor()
  },
}
