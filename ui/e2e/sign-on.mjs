// Signing in by a provider.
import assert from 'node:assert/strict'
import { until } from './desk.mjs'
import { administrating, notice, signIn, speak } from './people.mjs'
import { password, startProvider } from './provider.mjs'

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
