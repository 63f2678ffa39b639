// Walks through the front end in Chromium, on a real desk that is started for it: every page, menu and dialog, by day and by night, narrow and
// wide, in each language; then journeys. Any report of a page's policy, any page error, any word on the console, any page that scrolls sideways
// and any finding of axe fails.
//
//   BELEG    the program, else the one that Cargo built
//   SHOTS    a folder for pictures of every view, else none are taken
//   ONLY     a part of a round's name (`dark-390`) or of a journey's
import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { startDesk } from './desk.mjs'
import { furnish } from './furnish.mjs'
import { journeys } from './journeys.mjs'
import { signIn, speak } from './people.mjs'
import { adminStops, agentStops, enrolStops, portalStops } from './stops.mjs'

const { SHOTS: shots, ONLY: only = '' } = process.env
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
if (shots) mkdirSync(shots, { recursive: true })

// The structure of a page depends on its width and not on its colours or its words, and colours depend on the theme alone. So axe asks everything
// once narrow and once wide, and for contrast alone in the other theme of both; the other rounds look for what breaks a layout.
const rounds = [
  { theme: 'light', width: 1280, height: 860, locale: 'de', axe: 'everything' },
  { theme: 'dark', width: 390, height: 844, locale: 'de', axe: 'everything' },
  { theme: 'dark', width: 1440, height: 900, locale: 'en', axe: 'contrast' },
  { theme: 'light', width: 390, height: 844, locale: 'en', axe: 'contrast' },
  { theme: 'light', width: 1024, height: 768, locale: 'pt-BR' },
  { theme: 'dark', width: 1920, height: 1080, locale: 'de' },
  { theme: 'light', width: 1920, height: 1080, locale: 'en' },
].map((round) => ({ ...round, name: `${round.theme}-${round.width}-${round.locale}` }))
const day = { theme: 'light', width: 1440, height: 900, locale: 'de' }

const questions = {
  everything: { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], rules: { region: { enabled: false } } },
  contrast: { runOnly: { type: 'rule', values: ['color-contrast'] } },
}

const troubles = []
const inShort = (error, lines) => error.message.replaceAll(/\u001b\[\d+m/g, '').split('\n').slice(0, lines).join(' ')
let [views, audits, walked] = [0, 0, 0]

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
})

async function newPage(round, name, options = {}) {
  const context = await browser.newContext({
    viewport: { width: round.width, height: round.height },
    colorScheme: round.theme,
    locale: round.locale,
    reducedMotion: 'reduce',
    // The desk's certificate is by a certificate authority of its own, which the browser does not know.
    ignoreHTTPSErrors: true,
    permissions: ['clipboard-read', 'clipboard-write'],
    hasTouch: round.width < 500,
    ...options,
  })
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber} ${event.sample}`))
  })
  const page = await context.newPage()
  page.setDefaultTimeout(10_000)
  page.expected = []
  const report = (text) => troubles.push(`${name} ${page.stop ?? ''}: ${text}`)
  page.on('pageerror', (error) => report(`page error: ${error.stack}`))
  page.on('console', (message) => {
    if (!['error', 'warning'].includes(message.type())) return
    const { url } = message.location()
    // What React says of a part that could not be fetched names its address, too.
    const about = message.text().startsWith('Error: Unable to preload') ? message.text() : decodeURIComponent(url)
    if (/^(Failed to load resource|Error: Unable to preload)/.test(message.text()) && page.expected.some((part) => about.includes(part))) return
    // Frames of mail refuse scripts; that is what they are for.
    if (message.text().includes('sandboxed') && message.text().includes('Blocked script execution')) return
    report(`${message.text()} (${url})`)
  })
  return page
}

async function shoot(page, name) {
  if (shots) await page.screenshot({ path: join(shots, `${name}.png`) }).catch(() => {})
}

async function look(page, name, round, { root } = {}) {
  views += 1
  // Nothing moves (`reducedMotion`), but what was just asked for has to be drawn.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
  if (round.axe) {
    audits += 1
    if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axeSource)
    // A mail's own HTML is the sender's, and on another origin.
    const found = await page.evaluate(async ([within, asked]) => (await globalThis.axe.run(within ?? document, { ...asked, iframes: false, resultTypes: ['violations'] })).violations, [root, questions[round.axe]])
    for (const { id, impact, nodes } of found) {
      troubles.push(`${name}: axe ${id} (${impact}): ${nodes.map((node) => `${node.target} ${node.any[0]?.message ?? ''}`).slice(0, 3).join(' | ')}`)
    }
  }
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  if (wide > 0) troubles.push(`${name}: scrolls sideways by ${wide} px`)
  await shoot(page, name)
}

async function walk(page, round, stops, label) {
  for (const [name, go] of Object.entries(stops)) {
    const view = `${label}-${round.name}-${name}`
    page.stop = name
    try {
      const found = await go(page, round)
      if (found === null) continue
      await look(page, view, round, found)
      await found?.after?.()
    } catch (error) {
      troubles.push(`${view}: ${inShort(error, 4)}`)
      await shoot(page, `${view}-failed`)
    }
  }
}

async function tour(desk, tickets, people, round) {
  const page = await newPage(round, round.name)
  await walk(page, round, agentStops(desk, tickets, people.agent), 'agent')
  await walk(page, round, adminStops(desk, people.administrator), 'admin')
  await walk(page, round, portalStops(desk, people.customer), 'portal')
  await walk(page, round, enrolStops(desk.neighbour), 'enrol')
  await page.context().close()
}

async function travel(desk, people, wanted) {
  const before = await newPage(day, 'journeys')
  await signIn(before, desk, people.customer)
  await speak(before, 'de')
  await signIn(before, desk, people.agent)
  await speak(before, 'de')
  const storageState = await before.context().storageState()
  await before.context().close()
  for (const [name, journey] of wanted) {
    const pages = []
    const open = async (options) => {
      const page = await newPage(day, name, options)
      pages.push(page)
      return page
    }
    walked += 1
    try {
      const page = await open({ storageState })
      // What a journey comes to is looked at by day and wide, and by night and narrow.
      const see = async (at, part) => {
        await look(at, `journey-${name}-${part}`, { axe: 'everything' })
        await at.emulateMedia({ colorScheme: 'dark' })
        await at.setViewportSize({ width: 390, height: 844 })
        await look(at, `journey-${name}-${part}-dark-390`, { axe: 'everything' })
        await at.setViewportSize({ width: day.width, height: day.height })
        await at.emulateMedia({ colorScheme: day.theme })
      }
      await journey(page, desk, open, see)
    } catch (error) {
      troubles.push(`${name}: ${inShort(error, 6)}`)
      for (const [index, page] of pages.entries()) await shoot(page, `journey-${name}-${index}-failed`)
    }
    for (const page of pages) await page.context().close()
  }
}

const begun = Date.now()
const since = () => Math.round((Date.now() - begun) / 1000)
const desk = await startDesk()
try {
  const tickets = await furnish(desk)
  console.log(`the desk serves after ${since()} s`)
  const left = rounds.filter((round) => round.name.includes(only))
  const wanted = Object.entries(journeys).filter(([name]) => name.includes(only))
  // Two at a time, each with people of its own, so that nobody's language changes under another's page.
  const rest = async (people) => {
    for (let round = left.shift(); round; round = left.shift()) {
      await tour(desk, tickets, people, round)
      console.log(`${round.name} after ${since()} s`)
    }
  }
  const second = { agent: desk.agent('joerg'), administrator: desk.agent('oezlem'), customer: desk.customer('p.achterberg') }
  const travelling = async () => {
    if (wanted.length > 0) await travel(desk, second, wanted)
    console.log(`journeys after ${since()} s`)
    await rest(second)
  }
  await Promise.all([rest({ agent: desk.agent('erika'), administrator: desk.agent('erika'), customer: desk.customer('a.schoessler') }), travelling()])
} finally {
  await browser.close()
  await desk.stop()
}

console.log(`${views} views, ${audits} audited, ${walked} journeys, ${since()} s`)
// The same finding in many views is one finding.
const grouped = new Map()
for (const trouble of troubles) {
  const [view, ...rest] = trouble.split(': ')
  const what = rest.join(': ')
  grouped.set(what, [...(grouped.get(what) ?? []), view])
}
for (const [what, places] of grouped) console.error(`- ${what}\n    in ${places.length}: ${[...new Set(places)].slice(0, 4).join(', ')}`)
if (troubles.length > 0) process.exitCode = 1
