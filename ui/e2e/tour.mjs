// Walks through the built front end in Chromium: every page, menu and dialog, by day and by night, narrow and wide, in each language. Any report of
// the page's policy, any page error, any word on the console and any finding of axe fails. Pictures go to SHOTS.
//
//   node e2e/tour.mjs                                   against the desk in memory
//   BELEG_URL=… BELEG_LOGIN=… BELEG_PASSWORD=… …        against a server (and BELEG_CUSTOMER_LOGIN, BELEG_CUSTOMER_PASSWORD for the portal)
import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { journeys } from './journeys.mjs'
import { startDesk } from './serve.mjs'
import { agentStops, portalStops } from './stops.mjs'

const shots = process.env.SHOTS ?? 'shots'
const real = process.env.BELEG_URL
const only = process.env.ONLY
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
mkdirSync(shots, { recursive: true })

const rounds = [
  { theme: 'light', width: 1280, height: 860, locale: 'de' },
  { theme: 'dark', width: 1440, height: 900, locale: 'en' },
  { theme: 'light', width: 390, height: 844, locale: 'en' },
  { theme: 'dark', width: 390, height: 844, locale: 'de' },
  { theme: 'dark', width: 1920, height: 1080, locale: 'de' },
  { theme: 'light', width: 1920, height: 1080, locale: 'en' },
  { theme: 'light', width: 1024, height: 768, locale: 'pt-BR' },
]

const troubles = []
let audits = 0
let walked = 0

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
})

async function newPage(round, name) {
  const context = await browser.newContext({
    viewport: { width: round.width, height: round.height },
    colorScheme: round.theme,
    locale: round.locale,
    reducedMotion: 'reduce',
    ignoreHTTPSErrors: Boolean(real),
    permissions: ['clipboard-read', 'clipboard-write'],
    hasTouch: round.width < 500,
  })
  await context.addInitScript((locale) => {
    // Sandboxed frames have no storage.
    if (window.top === window) localStorage.setItem('beleg.locale', locale)
    addEventListener('securitypolicyviolation', (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber} ${event.sample}`))
  }, round.locale)
  const page = await context.newPage()
  page.setDefaultTimeout(real ? 15_000 : 6_000)
  page.expected = []
  const report = (text) => troubles.push(`${name} ${page.stop ?? ''}: ${text}`)
  page.on('pageerror', (error) => report(`page error: ${error.stack}`))
  page.on('console', (message) => {
    if (!['error', 'warning'].includes(message.type())) return
    const { url } = message.location()
    if (message.text().startsWith('Failed to load resource') && page.expected.some((part) => decodeURIComponent(url).includes(part))) return
    // Frames of mail refuse scripts; that is what they are for.
    if (message.text().includes('sandboxed') && message.text().includes('Blocked script execution')) return
    report(`${message.text()} (${url})`)
  })
  return page
}

async function look(page, name, { context } = {}) {
  await page.waitForTimeout(120)
  await page.evaluate(axeSource)
  const results = await page.evaluate(
    (root) =>
      globalThis.axe.run(root ?? document, {
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
        rules: { region: { enabled: false } },
        // A mail's own HTML is the sender's, and on another origin.
        iframes: false,
      }),
    context,
  )
  audits += 1
  for (const found of results.violations) {
    troubles.push(`${name}: axe ${found.id} (${found.impact}): ${found.nodes.map((node) => `${node.target} ${node.any[0]?.message ?? ''}`).slice(0, 3).join(' | ')}`)
  }
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  if (wide > 0) troubles.push(`${name}: scrolls sideways by ${wide} px`)
  await page.screenshot({ path: join(shots, `${name}.png`) })
}

async function signIn(page, path, login, password) {
  await page.goto(`${real}${path}`)
  await page.fill('[name="login"]', login)
  await page.fill('[name="password"]', password)
  await Promise.all([page.waitForNavigation(), page.press('[name="password"]', 'Enter')])
}

async function walk(round, stops, label, begin) {
  const tag = `${label}-${round.theme}-${round.width}-${round.locale}`
  const page = await newPage(round, tag)
  await begin(page)
  for (const [name, go] of Object.entries(stops)) {
    page.stop = name
    try {
      const options = await go(page, round)
      if (options !== null) await look(page, `${tag}-${name}`, options ?? {})
    } catch (error) {
      troubles.push(`${tag} ${name}: ${error.message.split('\n').slice(0, 4).join(' ')}`)
      await page.screenshot({ path: join(shots, `${tag}-${name}-failed.png`) }).catch(() => {})
    }
  }
  await page.context().close()
}

const started = Date.now()
for (const round of rounds.filter((one) => !only || `${one.theme}-${one.width}-${one.locale}`.includes(only))) {
  if (real) {
    await walk(round, agentStops({ base: real, real: true }), 'agent', (page) => signIn(page, '/sign-in', process.env.BELEG_LOGIN, process.env.BELEG_PASSWORD))
    if (process.env.BELEG_CUSTOMER_LOGIN) {
      await walk(round, portalStops({ base: real, real: true }), 'portal', (page) => signIn(page, '/portal/sign-in', process.env.BELEG_CUSTOMER_LOGIN, process.env.BELEG_CUSTOMER_PASSWORD))
    }
    continue
  }
  const { desk, url, stop } = await startDesk()
  desk.locale = round.locale
  await walk(round, agentStops({ base: url, desk }), 'agent', async () => {})
  desk.kind = 'customer'
  await walk(round, portalStops({ base: url, desk }), 'portal', async () => {})
  stop()
}

if (!real && (!only || only === 'journeys')) {
  for (const [name, journey] of Object.entries(journeys)) {
    const { desk, url, stop } = await startDesk()
    const page = await newPage({ theme: 'light', width: 1440, height: 900, locale: 'de' }, name)
    try {
      walked += 1
      await journey(page, desk, url)
    } catch (error) {
      troubles.push(`journey ${name}: ${error.message.split('\n').slice(0, 6).join(' ')}`)
      await page.screenshot({ path: join(shots, `journey-${name}-failed.png`) }).catch(() => {})
    }
    await page.context().close()
    stop()
  }
}
await browser.close()

console.log(`${audits} views audited, ${walked} journeys, ${Math.round((Date.now() - started) / 1000)} s`)
// The same finding in many views is one finding.
const grouped = new Map()
for (const trouble of troubles) {
  const [view, ...rest] = trouble.split(': ')
  const what = rest.join(': ')
  grouped.set(what, [...(grouped.get(what) ?? []), view])
}
for (const [what, views] of grouped) console.error(`- ${what}\n    in ${views.length}: ${[...new Set(views)].slice(0, 4).join(', ')}`)
if (troubles.length > 0) process.exit(1)
