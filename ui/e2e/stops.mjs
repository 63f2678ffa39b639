// The views the tour stops at. A stop brings the page into its state; `null` means there is nothing to look at here, `after` what is done when it
// was looked at.
import { signIn, speak } from './people.mjs'

/** Leaves what is open. */
const escape = async (page) => {
  await page.keyboard.press('Escape')
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
}

const rows = (page) => page.locator('[role="row"]')

/** Keeps answers back until they are let go. */
async function hold(page, pattern) {
  let letGo
  const free = new Promise((resolve) => (letGo = resolve))
  await page.route(pattern, async (route) => {
    await free
    await route.continue().catch(() => {})
  })
  return async () => {
    letGo()
    await page.unrouteAll({ behavior: 'wait' })
  }
}

const resetFactors = /^(Zweite Faktoren zurücksetzen|Reset second factors|Redefinir segundos fatores)$/

/** Goes there and waits until the page hears what happens on the desk. */
export async function listen(page, address) {
  const heard = page.waitForResponse((answer) => answer.url().endsWith('/api/v1/events'))
  await page.goto(address)
  await heard
}

/** The pages of an agent. */
export function agentStops(desk, tickets, agent) {
  const base = desk.url
  return {
    async signIn(page) {
      await page.goto(`${base}/tickets/${tickets.long}?view=mine`)
      await page.locator('[name="password"]').waitFor()
    },
    async list(page, { locale }) {
      await signIn(page, desk, agent)
      await speak(page, locale)
      await page.goto(`${base}/`)
      await rows(page).first().waitFor()
    },
    async ticket(page) {
      await page.goto(`${base}/tickets/${tickets.long}?view=open`)
      await page.locator('main article').nth(4).waitFor()
      await page.evaluate(() => document.querySelector('main article')?.scrollIntoView())
    },
    async state(page) {
      await page.locator('[data-act="state"]').click()
      await page.locator('[role="option"]').first().waitFor()
    },
    async owner(page) {
      await escape(page)
      await page.locator('[data-act="owner"]').click()
      await page.locator('[role="option"]').first().waitFor()
    },
    async more(page) {
      await escape(page)
      await page.locator('[role="toolbar"] button').last().click()
      await page.locator('[role="menuitem"]').first().waitFor()
    },
    async history(page) {
      await page.locator('[role="menuitem"]').last().click()
      await page.locator('[role="dialog"] li').first().waitFor()
    },
    async pending(page) {
      await escape(page)
      await page.keyboard.press('h')
      await page.locator('[role="dialog"] form').waitFor()
    },
    async reply(page) {
      await escape(page)
      await page.keyboard.press('r')
      await page.locator('[contenteditable]').waitFor()
      await page.locator('[contenteditable]').pressSequentially('Guten Tag, anbei die Anleitung.')
      await page.keyboard.press('Control+Enter')
      await page.locator('[data-region="composer"] [role="alert"]').waitFor()
    },
    async note(page) {
      await page.locator('button[data-mode="note"]').click()
    },
    async phone(page) {
      await page.locator('button[data-mode="phone"]').click()
    },
    async discarded(page) {
      await page.locator('[data-region="composer"] button').last().click()
      await page.locator('[contenteditable]').waitFor({ state: 'detached' })
    },
    async palette(page) {
      await page.keyboard.press('Control+k')
      await page.locator('[role="dialog"] [role="combobox"]').waitFor()
      const answered = page.waitForResponse((answer) => answer.url().includes('/api/v1/tickets?'))
      await page.keyboard.type('an')
      await answered
    },
    async keys(page) {
      await escape(page)
      await page.locator('[role="dialog"]').waitFor({ state: 'detached' })
      await page.keyboard.press('?')
      await page.locator('[role="dialog"] dl').first().waitFor()
    },
    async account(page) {
      await escape(page)
      await page.locator('nav button[aria-haspopup="menu"]').last().click()
      await page.locator('[role="menuitemradio"]').first().waitFor()
    },
    async context(page, { width }) {
      await escape(page)
      if (width >= 1280) return null
      await page.locator('[role="toolbar"] button').nth(-2).click()
      await page.locator('[role="dialog"]').waitFor()
      return {}
    },
    async access(page, { width }) {
      // What is known about a ticket stands beside it from 86.5 em on.
      if (width < 1384) await escape(page)
      if (width < 1384) await page.locator('[role="toolbar"] button').nth(-2).click()
      await page.getByRole('button', { name: /^(Wer sieht es|Who sees it|Quem vê)\?$/ }).click()
      await page.locator('[role="dialog"] section').nth(1).waitFor()
    },
    async views(page, { width }) {
      await escape(page)
      if (width >= 1280) return null
      await page.goto(`${base}/tickets?view=mine`)
      await page.locator('[data-region="list"] header button').first().click()
      await page.locator('[role="dialog"]').waitFor()
      return {}
    },
    async html(page) {
      await page.goto(`${base}/tickets/${tickets.html}?view=mine`)
      await page.locator('main article').first().locator('button').first().click()
      await page.locator('iframe').scrollIntoViewIfNeeded()
      await page.frameLocator('iframe').locator('h1').waitFor()
      await page.locator('main article [role="status"] button').waitFor()
    },
    async files(page) {
      const thumbnail = page.locator('main article li img')
      await thumbnail.scrollIntoViewIfNeeded()
      await page.waitForFunction(() => document.querySelector('main article li img')?.naturalWidth > 0)
    },
    async pictures(page) {
      await page.locator('main article [role="status"] button').click()
      await page.locator('main article [role="status"] button').waitFor({ state: 'detached' })
    },
    async news(page) {
      await listen(page, `${base}/tickets?view=open`)
      await rows(page).first().waitFor()
      for (const title of ['Kein Ton in der Telefonkonferenz', 'Passwort vergessen', 'Rechnung fehlt']) await desk.create({ title })
      await page.locator('[data-region="list"] > button').waitFor()
    },
    async loadingList(page) {
      const letGo = await hold(page, '**/api/v1/tickets?*')
      await page.goto(`${base}/tickets?view=pending`)
      await page.locator('[data-region="list"] [aria-hidden] > span').first().waitFor()
      return { after: letGo }
    },
    async loadingTicket(page) {
      const letGo = await hold(page, `**/api/v1/tickets/${tickets.long}`)
      await page.goto(`${base}/tickets/${tickets.long}?view=pending`)
      await page.locator('main div[aria-hidden] > span').first().waitFor()
      return { after: letGo }
    },
    async searchError(page) {
      page.expected.push('q=')
      await page.goto(`${base}/tickets?q=${encodeURIComponent('drucker stat:offen queue:Raw')}`)
      await page.locator('[role="search"] [role="alert"]').waitFor()
    },
    async empty(page) {
      await page.goto(`${base}/tickets?q=xyzzyzzy`)
      await page.locator('[data-region="list"] h2').waitFor()
    },
    async missingTicket(page) {
      page.expected.push('/tickets/999')
      await page.goto(`${base}/tickets/999?view=mine`)
      await page.locator('main h1').waitFor()
    },
    async missingPage(page) {
      await page.goto(`${base}/tickets/1/2/3`)
      await page.locator('main h1').waitFor()
    },
    async newTicket(page) {
      await page.goto(`${base}/new`)
      await page.locator('[contenteditable]').waitFor()
    },
    async newTicketMail(page) {
      await page.goto(`${base}/new?channel=email`)
      await page.locator('[contenteditable]').waitFor()
    },
    async newTicketErrors(page) {
      await page.locator('form button[type="submit"]').click()
      await page.locator('[aria-invalid="true"]').first().waitFor()
    },
    async newTicketCustomer(page) {
      await page.locator('form input').nth(2).fill('schö')
      await page.locator('[role="option"]').first().waitFor()
    },
    async journey(page) {
      await page.goto(`${base}/tickets/${tickets.html}?view=mine`)
      await page.locator('main article').first().locator('button[aria-haspopup="menu"]').click()
      await page.locator('[role="menuitem"]').last().click()
      await page.locator('[role="dialog"] ol li').first().waitFor()
    },
    async sessions(page) {
      await page.goto(`${base}/sessions`)
      await page.locator('main li').first().waitFor()
    },
    async password(page) {
      await page.goto(`${base}/password`)
      await page.locator('main form input[name="old"]').waitFor()
    },
    async passwordErrors(page) {
      await page.locator('main form button[type="submit"]').click()
      await page.locator('main form [aria-invalid="true"]').first().waitFor()
    },
    async factorsLoading(page) {
      const letGo = await hold(page, '**/api/v1/me/factors')
      await page.goto(`${base}/factors`)
      await page.locator('main [aria-busy] span').first().waitFor()
      return { after: letGo }
    },
    async factorsError(page) {
      page.expected.push('/api/v1/me/factors')
      await page.route('**/api/v1/me/factors', (route) => route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{"type":"https://beleg.example/problems/busy"}' }))
      await page.goto(`${base}/factors`)
      await page.locator('main [role="alert"]').waitFor()
      return { after: () => page.unrouteAll({ behavior: 'wait' }) }
    },
    async factorsNone(page) {
      await page.goto(`${base}/factors`)
      await page.locator('main button').last().waitFor()
    },
    async factors(page) {
      const factor = (id, kind, name, last_used_at) => ({ id, kind, name, created_at: '2026-10-01T08:00:00Z', last_used_at })
      const items = [factor('fct_1', 'passkey', 'Diensttelefon mit einem recht langen Namen, der umbricht', '2026-11-20T08:00:00Z'), factor('fct_2', 'totp', 'App', null)]
      const due_at = '2026-12-01T08:00:00Z'
      await page.route('**/api/v1/me/factors', (route) => route.fulfill({ json: { items, recovery_codes: 2, second_factor: true, phishing_resistant: false, due_at } }))
      await page.goto(`${base}/factors`)
      await page.locator('main li').nth(1).waitFor()
    },
    async factorRemove(page) {
      await page.locator('main li button').first().click()
      await page.locator('[role="dialog"] button').nth(1).waitFor()
      return { after: () => escape(page) }
    },
    async recoveryCodes(page) {
      const codes = Array.from({ length: 10 }, (_, at) => `${at}xc7-q2w3-8h5k-m4np-t6rv-b9za`)
      await page.route('**/api/v1/me/recovery-codes', (route) => route.fulfill({ status: 201, json: { codes } }))
      await page.locator('main section button').last().click()
      await page.locator('main li').nth(9).waitFor()
      return { after: () => page.unrouteAll({ behavior: 'wait' }) }
    },
    async stepUp(page) {
      page.expected.push('/api/v1/me/factors', '/api/v1/me/proof')
      await page.route('**/api/v1/me/factors', (route) =>
        route.request().method() === 'POST' ? route.fulfill({ status: 403, contentType: 'application/problem+json', body: '{"type":"https://beleg.example/problems/proof-required"}' }) : route.continue(),
      )
      await page.goto(`${base}/factors`)
      await page.locator('main button').last().click()
      await page.locator('[role="dialog"] input[name="password"]').waitFor()
      const leave = async () => {
        await escape(page)
        await page.unrouteAll({ behavior: 'wait' })
      }
      return { after: leave }
    },
    async tokens(page) {
      await page.goto(`${base}/tokens`)
      await page.locator('main button').last().waitFor()
    },
    async newToken(page) {
      await page.locator('main button').last().click()
      await page.locator('[role="dialog"] form').waitFor()
    },
    async madeToken(page) {
      await page.locator('[role="dialog"] input').first().fill('Überwachung')
      await page.locator('[role="dialog"] button[type="submit"]').click()
      await page.locator('[role="dialog"] code').waitFor()
    },
    async revokeToken(page) {
      await escape(page)
      await page.locator('main li', { hasText: 'Überwachung' }).locator('button').click()
      await page.locator('[role="dialog"]').waitFor()
      const revoked = async () => {
        await page.locator('[role="dialog"] button').nth(1).click()
        // Whoever goes on before the server has heard of it leaves a key for the next round.
        await page.locator('main li', { hasText: 'Überwachung' }).waitFor({ state: 'detached' })
      }
      return { after: revoked }
    },
  }
}

/** What somebody sees who has not signed in wholly. Next door, so that it disturbs nobody here. */
export function enrolStops(desk) {
  const { url } = desk
  const anew = async (page, locale) => {
    await page.goto('about:blank')
    await page.context().clearCookies()
    // After a wrong code the desk may want a pause, and says so.
    page.expected.push('/sign-in')
    await page.goto(`${url}/sign-in?lang=${locale}`)
  }
  return {
    async factor(page, { locale }) {
      await anew(page, locale)
      await signIn(page, desk, desk.agent('friederike'))
      await page.goto(`${url}/sign-in/factor?lang=${locale}`)
      await page.locator('form.passkey button').waitFor()
    },
    async factorEmpty(page) {
      await page.locator('form button').first().click()
      await page.locator('.error').waitFor()
    },
    async factorWrong(page) {
      await page.fill('[name="code"]', '000000')
      await page.locator('form button').first().click()
      await page.locator('.error').waitFor()
    },
    async signInShown(page, { locale }) {
      await anew(page, locale)
      await page.fill('[name="password"]', 'man sieht, was man tippt')
      await page.locator('button.look').click()
    },
    async enrol(page, { locale }) {
      await anew(page, locale)
      await signIn(page, desk, desk.agent('hauke'))
      // Whoever has to set a factor up first cannot choose a language; what they read is what is set for them.
      const me = await page.evaluate(async () => (await fetch('/api/v1/me')).json())
      await page.route('**/api/v1/me', (route) => route.fulfill({ json: { ...me, locale } }))
      await page.goto(`${url}/factors`)
      await page.locator('main button').last().waitFor()
    },
    async enrolPasskey(page) {
      await page.locator('main button').nth(-2).click()
      await page.locator('main form input[name="name"]').waitFor()
    },
    async enrolApp(page) {
      await page.locator('main form button').last().click()
      await page.locator('main button').last().click()
      await page.locator('main svg[role="img"]').waitFor()
    },
    async enrolAppWrong(page) {
      page.expected.push('/factors/confirm')
      await page.locator('main form button[type="submit"]').last().click()
      await page.locator('[aria-invalid="true"]').waitFor()
      return { after: () => page.unrouteAll({ behavior: 'wait' }) }
    },
  }
}

/** The pages of an administrator. */
export function adminStops(desk, administrator) {
  const base = desk.url
  return {
    async log(page, { locale }) {
      // The page before asks again now and then, and would be nobody's.
      await page.goto('about:blank')
      await page.context().clearCookies()
      await page.goto(`${base}/sign-in`)
      await signIn(page, desk, administrator)
      await speak(page, locale)
      await page.goto(`${base}/admin`)
      await page.locator('main ol li').nth(5).waitFor()
    },
    async entry(page) {
      await page.goto(`${base}/admin/mail/log?q=${encodeURIComponent('Gewinnbenachrichtigung')}`)
      await page.locator('main ol li').last().locator('a').first().click()
      await page.getByRole('link', { name: /[Oo]riginal/ }).waitFor()
    },
    async logOut(page) {
      await page.goto(`${base}/admin/mail/log?outcome=sent`)
      await page.locator('main ol li').last().locator('a').first().click()
      await page.locator('li', { hasText: /^(Versuch|Try|Tentativa) 1: 250/ }).waitFor()
    },
    async logNone(page) {
      await page.goto(`${base}/admin/mail/log?q=xyzzyzzy&outcome=refused`)
      await page.locator('main h2').waitFor()
    },
    async logLoading(page) {
      const letGo = await hold(page, '**/api/v1/mail/log?*')
      await page.goto(`${base}/admin/mail/log?q=warten`)
      await page.locator('main [aria-busy] span').first().waitFor()
      return { after: letGo }
    },
    async logError(page) {
      page.expected.push('/api/v1/mail/log')
      await page.route('**/api/v1/mail/log?*', (route) => route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{"type":"https://beleg.example/problems/busy"}' }))
      await page.goto(`${base}/admin/mail/log?q=kaputt`)
      await page.locator('main [role="alert"]').waitFor()
      return { after: () => page.unrouteAll({ behavior: 'wait' }) }
    },
    async access(page) {
      await page.goto(`${base}/admin/access`)
      await page.locator('main li h2').nth(2).waitFor()
    },
    async accessForm(page) {
      await page.locator('main li button[aria-expanded]').first().click()
      await page.locator('main form input[name="shortest"]').waitFor()
    },
    async accessWrong(page) {
      await page.locator('main form input[type="checkbox"]').first().check()
      await page.locator('main form input[name="idle_minutes"]').fill('bald')
      await page.locator('main form button[type="submit"]').click()
      await page.locator('main form [aria-invalid="true"]').first().waitFor()
    },
    async addresses(page) {
      await page.goto(`${base}/admin/access/addresses`)
      await page.locator('main form textarea').nth(7).waitFor()
    },
    async addressesTried(page) {
      await page.locator('main form textarea').nth(4).fill('192.0.2.0/24\n2001:db8::/48')
      await page.locator('main form button[type="submit"]').click()
      await page.locator('main form [role="status"]').waitFor()
    },
    async filters(page) {
      await page.goto(`${base}/admin/mail/filters`)
      await page.locator('main ol li').first().waitFor()
    },
    async filter(page) {
      await page.locator('main ol li a').first().click()
      await page.locator('main form input').first().waitFor()
    },
    async filterTried(page) {
      await page.locator('main button', { hasText: /^(Ausprobieren|Try it|Testar)$/ }).click()
      await page.locator('main [role="status"]').waitFor()
    },
    async newFilter(page) {
      await page.goto(`${base}/admin/mail/filters/new`)
      await page.locator('main form input').first().waitFor()
    },
    async newFilterErrors(page) {
      await page.locator('main button[type="submit"]').click()
      await page.locator('[aria-invalid="true"]').first().waitFor()
    },
    async newFilterKinds(page) {
      await page.locator('main form ul [role="combobox"], main form ul input[aria-haspopup="listbox"]').first().click()
      await page.locator('[role="option"]').first().waitFor()
    },
    async accountsNone(page) {
      await page.route('**/api/v1/mail/accounts', (route) => route.fulfill({ contentType: 'application/json', body: '{"items":[]}' }))
      await page.goto(`${base}/admin/mail/accounts`)
      await page.locator('main h1').waitFor()
      return { after: () => page.unrouteAll({ behavior: 'wait' }) }
    },
    async accounts(page) {
      await page.goto(`${base}/admin/mail/accounts`)
      await page.locator('main li').first().waitFor()
    },
    async account(page) {
      await page.locator('main li a').first().click()
      await page.locator('main form input').first().waitFor()
    },
    async accountRemove(page) {
      await page.locator('main button').last().click()
      await page.locator('[role="dialog"] button').nth(1).waitFor()
      return { after: () => escape(page) }
    },
    async newAccount(page) {
      await page.goto(`${base}/admin/mail/accounts/new`)
      await page.locator('main form input').first().waitFor()
    },
    async newAccountErrors(page) {
      await page.locator('main button[type="submit"]').click()
      await page.locator('[aria-invalid="true"]').first().waitFor()
    },
    async ssoNone(page) {
      await page.route('**/api/v1/sso/providers', (route) => route.fulfill({ contentType: 'application/json', body: '{"items":[],"presets":[],"roles":[],"groups":[]}' }))
      await page.goto(`${base}/admin/sso`)
      await page.locator('main h1').waitFor()
      return { after: () => page.unrouteAll({ behavior: 'wait' }) }
    },
    async sso(page) {
      await page.goto(`${base}/admin/sso`)
      await page.locator('main li').first().waitFor()
    },
    async ssoProvider(page) {
      await page.locator('main li a', { hasText: 'Verzeichnisdienst' }).click()
      await page.locator('main form input').first().waitFor()
    },
    async ssoTried(page) {
      await page.locator('main').getByRole('button', { name: /^(Ausprobieren|Try it|Testar)$/ }).click()
      await page.locator('main [role="alert"]').waitFor({ timeout: 20_000 })
    },
    async ssoRemove(page) {
      await page.locator('main button', { hasText: /^(Entfernen|Remove|Remover)$/ }).last().click()
      await page.locator('[role="dialog"] button').nth(1).waitFor()
      return { after: () => escape(page) }
    },
    async newSso(page) {
      await page.goto(`${base}/admin/sso/new`)
      await page.locator('main form input').first().waitFor()
    },
    async newSsoErrors(page) {
      await page.locator('main form ul + div button').first().click()
      await page.locator('main button[type="submit"]').first().click()
      await page.locator('[aria-invalid="true"]').first().waitFor()
    },
    async retention(page) {
      await page.goto(`${base}/admin/mail/retention`)
      await page.locator('main form input').first().waitFor()
    },
    async retentionWrong(page) {
      await page.locator('main form input').first().fill('7')
      await page.locator('main form input').last().fill('bald')
      await page.locator('main button[type="submit"]').click()
      await page.locator('[aria-invalid="true"]').first().waitFor()
    },
    async retentionLeft(page) {
      await page.locator('nav[data-region="views"] a').first().click()
      await page.locator('[role="dialog"] button').nth(2).waitFor()
      return { after: () => page.locator('[role="dialog"] button').nth(2).click() }
    },
    async agents(page) {
      await page.goto(`${base}/admin/people/agents`)
      await page.locator('main li a').first().waitFor()
    },
    async agentOne(page) {
      await page.locator('main li a').first().click()
      await page.locator('main section li').first().waitFor()
      await page.getByRole('button', { name: resetFactors }).waitFor()
    },
    async agentReset(page) {
      await page.getByRole('button', { name: resetFactors }).click()
      await page.locator('[role="dialog"] button').nth(1).waitFor()
      return { after: () => escape(page) }
    },
    async newAgent(page) {
      await page.goto(`${base}/admin/people/agents/new`)
      await page.locator('main form input[name="login"]').waitFor()
    },
    async newAgentErrors(page) {
      await page.locator('main form input[name="email"]').fill('niemand')
      await page.locator('main button[type="submit"]').click()
      await page.locator('main form [aria-invalid="true"]').nth(2).waitFor()
    },
    async newAgentMade(page) {
      const made = { id: 'agt_1', login: 'nele', name: 'Nele Neumann', email: 'nele@alpha.example', locale: 'de', valid: true }
      await page.route('**/api/v1/agents', (route) => route.fulfill({ status: 201, json: made }))
      for (const [name, text] of Object.entries({ name: made.name, login: made.login, email: made.email })) await page.locator(`main form input[name="${name}"]`).fill(text)
      await page.locator('main button[type="submit"]').click()
      await page.locator('main section').nth(1).waitFor()
      return { after: () => page.unrouteAll({ behavior: 'wait' }) }
    },
    async groupsLoading(page) {
      const letGo = await hold(page, '**/api/v1/people/groups')
      await page.goto(`${base}/admin/people/groups`)
      await page.locator('main [aria-busy] span').first().waitFor()
      return { after: letGo }
    },
    async groupsError(page) {
      page.expected.push('/api/v1/people/groups')
      await page.route('**/api/v1/people/groups', (route) => route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{"type":"https://beleg.example/problems/busy"}' }))
      await page.goto(`${base}/admin/people/groups`)
      await page.locator('main [role="alert"]').waitFor()
      return { after: () => page.unrouteAll({ behavior: 'wait' }) }
    },
    async groups(page) {
      await page.goto(`${base}/admin/people/groups`)
      await page.locator('main li a').nth(2).waitFor()
    },
    async groupsNothingFound(page) {
      await page.locator('main input[type="search"]').fill('xyzzy')
      await page.locator('main li').first().waitFor({ state: 'detached' })
      return { after: () => page.locator('main input[type="search"]').fill('') }
    },
    async newGroup(page) {
      await page.locator('main header button').click()
      await page.locator('[role="dialog"] input').waitFor()
      await page.locator('[role="dialog"] button[type="submit"]').click()
      await page.locator('[role="dialog"] [aria-invalid="true"]').waitFor()
      return { after: () => escape(page) }
    },
    async group(page) {
      await page.locator('main li a', { hasText: /^users$/ }).click()
      await page.locator('main tbody input').first().waitFor()
    },
    async groupMembers(page) {
      await page.locator('main tbody tr').last().scrollIntoViewIfNeeded()
    },
    async groupSteward(page) {
      await page.locator('main section button[aria-haspopup]').first().click()
      await page.locator('[role="option"]').first().waitFor()
      return { after: () => escape(page) }
    },
    async rolesNone(page) {
      await page.route('**/api/v1/people/roles', (route) => route.fulfill({ json: { items: [] } }))
      await page.goto(`${base}/admin/people/roles`)
      await page.locator('main header button').waitFor()
      return { after: () => page.unrouteAll({ behavior: 'wait' }) }
    },
    async roles(page) {
      await page.goto(`${base}/admin/people/roles`)
      await page.locator('main li a').first().waitFor()
    },
    async role(page) {
      await page.locator('main li a').last().click()
      await page.locator('main tbody input').first().waitFor()
    },
    async queues(page) {
      await page.goto(`${base}/admin/people/queues`)
      await page.locator('main li a').nth(3).waitFor()
    },
    async queue(page) {
      await page.locator('main li a').first().click()
      await page.locator('main form input').first().waitFor()
    },
    async queueEffect(page) {
      await page.locator('main form [role="combobox"], main form input[aria-haspopup="listbox"]').first().click()
      await page.locator('[role="option"]').last().click()
      await page.locator('main form [role="status"]').waitFor()
    },
    async customersNone(page) {
      await page.route('**/api/v1/people/customers*', (route) => route.fulfill({ json: { items: [] } }))
      await page.goto(`${base}/admin/people/customers`)
      await page.locator('main [role="status"]').waitFor()
      return { after: () => page.unrouteAll({ behavior: 'wait' }) }
    },
    async customers(page) {
      await page.goto(`${base}/admin/people/customers`)
      await page.locator('main li a').nth(2).waitFor()
    },
    async newCustomer(page) {
      await page.locator('main header button').click()
      await page.locator('[role="dialog"] button[type="submit"]').click()
      await page.locator('[role="dialog"] [aria-invalid="true"]').nth(1).waitFor()
      return { after: () => escape(page) }
    },
    async customer(page) {
      await page.locator('main li a').first().click()
      await page.locator('main section li').first().waitFor()
    },
    async customerUsers(page) {
      await page.goto(`${base}/admin/people/customer-users`)
      await page.locator('main li a').nth(2).waitFor()
    },
    async customerUser(page) {
      await page.locator('main li a').first().click()
      await page.locator('main section li').first().waitFor()
      await page.getByRole('button', { name: resetFactors }).waitFor()
    },
    async customerUserCompanies(page) {
      await page.locator('main input[role="combobox"]').last().fill('s')
      await page.getByRole('option').first().waitFor()
    },
    async customerUserChanged(page) {
      await page.getByRole('option').first().click()
      await page.locator('main button[type="submit"]').waitFor()
      await page.locator('main section li').nth(1).scrollIntoViewIfNeeded()
    },
    async newCustomerUser(page) {
      await page.goto(`${base}/admin/people/customer-users/new`)
      await page.locator('main form input[name="login"]').waitFor()
    },
    async newCustomerUserErrors(page) {
      await page.locator('main button[type="submit"]').click()
      await page.locator('main form [aria-invalid="true"]').nth(2).waitFor()
    },
    async rights(page) {
      await page.goto(`${base}/admin/people/rights`)
      await page.locator('main tbody input').first().waitFor()
    },
    async rightsOfWhom(page) {
      await page.locator('main [role="combobox"], main input[aria-haspopup="listbox"]').first().click()
      await page.locator('[role="option"]').first().waitFor()
      return { after: () => escape(page) }
    },
    async review(page) {
      await page.goto(`${base}/admin/people/review`)
      await page.locator('main input[type="checkbox"]').check()
      await page.locator('main li').first().waitFor()
    },
  }
}

/** The pages of a customer. */
export function portalStops(desk, customer) {
  const base = `${desk.url}/portal`
  return {
    async signIn(page) {
      await page.goto(`${base}/new`)
      await page.locator('[name="password"]').waitFor()
    },
    async list(page, { locale }) {
      await signIn(page, desk, customer)
      await speak(page, locale)
      await page.goto(base)
      await page.locator('main li').first().waitFor()
    },
    async solved(page) {
      await page.locator('main button[aria-pressed]').nth(1).click()
      await page.locator('main li').first().waitFor()
    },
    async ticket(page) {
      await page.goto(base)
      await page.locator('main li a').first().click()
      await page.locator('article').first().waitFor()
    },
    async answerMissing(page) {
      await page.locator('form button[type="submit"]').click()
      await page.locator('[aria-invalid="true"]').waitFor()
    },
    async new(page) {
      await page.goto(`${base}/new`)
      await page.locator('textarea').first().waitFor()
    },
    async newErrors(page) {
      await page.locator('form button[type="submit"]').click()
      await page.locator('[aria-invalid="true"]').first().waitFor()
    },
    async account(page) {
      await page.locator('header button').click()
      await page.locator('[role="menuitemradio"]').first().waitFor()
    },
    async password(page) {
      await page.goto(`${base}/password`)
      await page.locator('main form input[name="old"]').waitFor()
    },
    async factors(page) {
      await page.goto(`${base}/factors`)
      await page.locator('main button').last().waitFor()
    },
    async factorApp(page) {
      await page.locator('main button').last().click()
      await page.locator('main svg[role="img"]').waitFor()
    },
    async missing(page) {
      page.expected.push('/my/tickets/none')
      await page.goto(`${base}/tickets/none`)
      await page.locator('main h1').waitFor()
    },
  }
}
