// Signing in by a provider.
import assert from 'node:assert/strict'
import { pause, until } from './desk.mjs'
import { press, tabTo, tick, type } from './keyboard.mjs'
import { directory, startDirectory, startSaml } from './peers.mjs'
import { administrating, notice, signIn, speak } from './people.mjs'
import { password, startProvider } from './provider.mjs'

/** A rule that gives everything in the group users, written with the keyboard. */
async function giveUsers(page, value, see) {
  await press(page, 'button', 'Regel hinzufügen')
  // The new row has the focus.
  await page.keyboard.insertText(value)
  await tabTo(page, page.getByRole('combobox', { name: 'gibt' }).or(page.getByRole('textbox', { name: 'gibt' })).first())
  await page.keyboard.press('ArrowDown')
  const wanted = page.getByRole('option', { name: 'Gruppe users' })
  await wanted.waitFor()
  await see('rule-menu')
  for (let presses = 0; presses < 30 && (await wanted.getAttribute('data-combobox-selected')) === null; presses += 1) await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
}

/** Goes to the form of a new provider of this kind, without a mouse. */
async function beginProvider(page, desk, kind, see) {
  await page.goto(`${desk.url}/admin/sso`)
  await press(page, 'link', 'Anbieter einrichten')
  await tabTo(page, page.getByRole('radio', { name: 'OpenID Connect' }))
  const wanted = page.getByRole('radio', { name: kind, exact: true })
  for (let presses = 0; presses < 3 && !(await wanted.isChecked()); presses += 1) await page.keyboard.press('ArrowDown')
  assert.ok(await wanted.isChecked())
  await see('form')
}

/** Signs in on the provider's own page. */
async function enter(page, account) {
  await page.getByLabel('Account').fill(account)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Go on' }).click()
}

// Somebody whom nobody here knows comes in by a provider, and is who the provider says.
export async function signOn(_page, desk, another) {
  const provider = await startProvider(desk, {
    name: 'Werksausweis',
    two_factors: true,
    mapping: { groups_claim: 'groups', creates_accounts: true, rules: [{ value: 'theke', group: 1, permissions: ['rw'] }] },
    accounts: { u4711: { name: 'Karla Kolumna', preferred_username: 'karla', groups: ['theke'], email: 'karla@werk.example', email_verified: true }, u0815: { name: 'Jörg' } },
  })
  try {
    const page = await another()
    // The provider's own page has no icon.
    page.expected.push('favicon.ico')
    await page.goto(`${desk.url}/tickets?view=all`)
    await page.getByRole('link', { name: 'Werksausweis' }).click()
    await enter(page, 'u4711')
    await page.waitForURL((url) => url.origin === desk.url && url.pathname === '/tickets')
    const me = await page.evaluate(async () => (await fetch('/api/v1/me')).json())
    assert.deepEqual([me.name, me.login], ['Karla Kolumna', 'karla'])

    const boss = await administrating(desk, another)
    await boss.goto(`${desk.url}/admin/sso/${provider.id}`)
    await boss.getByText('Karla Kolumna').waitFor()
    await boss.getByRole('button', { name: 'Ausprobieren' }).click()
    await boss.locator('main [role="status"]', { hasText: 'Client-ID und Geheimnis' }).waitFor()
    page.expected.push('/api/v1/')
    // Somebody with an account links it, and comes in by the provider from then on.
    const own = await another()
    own.expected.push('favicon.ico')
    await signIn(own, desk, desk.agent('joerg'))
    await speak(own, 'de')
    await own.goto(`${desk.url}/sign-on`)
    await own.getByRole('button', { name: 'Werksausweis verknüpfen' }).click()
    await enter(own, 'u0815')
    await own.waitForURL((url) => url.origin === desk.url && url.pathname === '/sign-on')
    await own.getByText('Verknüpft', { exact: true }).waitFor()

    // Switched off, it is not offered any more, and whoever came from it is out.
    await boss.getByRole('button', { name: 'Abschalten' }).click()
    await notice(boss, 'Wer darüber angemeldet war, ist abgemeldet').waitFor()
    await until(() => page.evaluate(async () => (await fetch('/api/v1/me')).status === 401), { what: 'a session that ended' })
  } finally {
    await provider.stop()
  }
}

// Somebody without a mouse sets up a provider of SAML from the address of its metadata, and an agent comes in by it.
export async function samlByKeyboard(_page, desk, another, see) {
  const attributes = { uid: ['benno'], displayName: ['Benno Blümchen'], mail: ['benno@werk.example'], memberOf: ['theke'] }
  const provider = await startSaml(desk.providers, { benno: { name_id: 'b-17', attributes } })
  let id
  try {
    const boss = await administrating(desk, another)
    const seen = (part) => see(boss, part)
    await beginProvider(boss, desk, 'SAML 2.0', seen)
    for (const help of ['Der Anbieter nennt eine Adresse seiner Metadaten', 'Wird einmal am Tag abgefragt', 'Nur wenn es keine Adresse gibt']) await boss.getByText(help).waitFor()
    await type(boss, 'Name auf dem Knopf', 'Hausausweis')
    await type(boss, 'Adresse der Metadaten', provider.url)
    await type(boss, 'Eigene Zertifizierungsstelle', provider.roots)
    await tick(boss, 'Konten anlegen, wenn jemand noch keines hat')
    await type(boss, 'Claim mit Gruppen oder Rollen', 'memberOf')
    await giveUsers(boss, 'theke', seen)
    await press(boss, 'button', 'Anbieter speichern')
    await notice(boss, 'Anbieter gespeichert').waitFor()
    await boss.waitForURL((url) => /\/admin\/sso\/idp_/.test(url.pathname))
    id = new URL(boss.url()).pathname.split('/').at(-1)
    // What the provider wants to know stands there to be copied.
    const address = await boss.locator('dd', { hasText: `/sso/${id}/metadata` }).innerText()
    provider.meet(await boss.evaluate(async (from) => (await fetch(from)).text(), address))
    await press(boss, 'button', 'Ausprobieren')
    await boss.locator('main [role="status"]', { hasText: 'In Ordnung.' }).waitFor()
    await seen('tried')

    const page = await another()
    await page.goto(`${desk.url}/tickets?view=all`)
    await see(page, 'sign-in')
    await press(page, 'link', 'Anmelden mit Hausausweis')
    await page.getByLabel('Account').fill('benno')
    await page.keyboard.press('Enter')
    await page.waitForURL((url) => url.origin === desk.url && url.pathname === '/tickets')
    const me = await page.evaluate(async () => (await fetch('/api/v1/me')).json())
    assert.deepEqual([me.name, me.login], ['Benno Blümchen', 'benno'])
    // Once the provider is removed, he is out.
    page.expected.push('/api/v1/')
    await boss.reload()
    await boss.getByText('Benno Blümchen').waitFor()
  } finally {
    await provider.stop()
    if (id) await desk.api('DELETE', `/sso/providers/${id}`)
  }
}

// Somebody without a mouse sets up a directory, and an agent comes in with their password there.
export async function directoryByKeyboard(_page, desk, another, see) {
  const own = { login: 'tina', password: 'Hängebrücke am Südwall' }
  const entries = [
    `dn: uid=tina,ou=people,${directory.top}\nobjectClass: inetOrgPerson\nuid: tina\ncn: Tina Tüchtig\nsn: Tüchtig\nmail: tina@werk.example\nuserPassword: ${own.password}\n`,
    `dn: cn=theke,ou=groups,${directory.top}\nobjectClass: groupOfNames\ncn: theke\nmember: uid=tina,ou=people,${directory.top}\n`,
  ]
  const server = await startDirectory(desk.providers, entries.join('\n'))
  let id
  try {
    const boss = await administrating(desk, another)
    const seen = (part) => see(boss, part)
    await beginProvider(boss, desk, 'LDAP', seen)
    for (const help of ['Der Name, auf den sein Zertifikat lautet', 'Ein Konto des Verzeichnisses, das nur lesen darf', 'Leer: 636 für LDAPS']) await boss.getByText(help).waitFor()
    await type(boss, 'Name', 'Verzeichnis der Werke')
    await type(boss, 'Host', 'localhost')
    await type(boss, 'Port', String(desk.providers))
    await type(boss, 'Suchkonto (DN)', directory.searcher)
    await type(boss, 'Passwort des Suchkontos', directory.searcherPassword)
    await type(boss, 'Suchbasis (DN)', `ou=people,${directory.top}`)
    await type(boss, 'Eigene Zertifizierungsstelle', server.roots)
    await tick(boss, 'Konten anlegen, wenn jemand noch keines hat')
    await giveUsers(boss, 'theke', seen)
    await press(boss, 'button', 'Anbieter speichern')
    await notice(boss, 'Anbieter gespeichert').waitFor()
    await boss.waitForURL((url) => /\/admin\/sso\/idp_/.test(url.pathname))
    id = new URL(boss.url()).pathname.split('/').at(-1)
    await type(boss, 'Anmeldename dort', 'tina')
    await press(boss, 'button', 'Ausprobieren')
    await boss.locator('main [role="status"] dd', { hasText: 'theke' }).first().waitFor()
    await seen('tried')

    const page = await another()
    page.expected.push('/sign-in')
    await page.goto(`${desk.url}/tickets?view=all`)
    await page.fill('[name="login"]', own.login)
    await page.fill('[name="password"]', 'falsch')
    await page.keyboard.press('Enter')
    await page.getByText('passen nicht zusammen').waitFor()
    await pause(1_100)
    await signIn(page, desk, own)
    await page.waitForURL((url) => url.origin === desk.url && url.pathname === '/tickets')
    const me = await page.evaluate(async () => (await fetch('/api/v1/me')).json())
    assert.deepEqual([me.name, me.login], ['Tina Tüchtig', 'tina'])
    // Once the directory is removed, she is out.
    page.expected.push('/api/v1/')
  } finally {
    await server.stop()
    if (id) await desk.api('DELETE', `/sso/providers/${id}`)
  }
}
