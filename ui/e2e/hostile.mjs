// Hundreds of hostile mails, each delivered to a real desk and opened in Chromium as an agent opens it: as it comes, and with its pictures
// loaded. Nothing of them may run, ask anybody but the desk, take the page over, or make the browser load a file by itself. Chromium's own network
// log is the witness, and a trap on this machine, to which all their hosts lead.
//
// First the sabotage: the same pages with the mails as they came, without sanitiser, policy and sandbox, must be seen to do all that.
//
//   BELEG    the program, else the one that Cargo built
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer as createWeb } from 'node:http'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { pause, startDesk, until } from './desk.mjs'
import { picture } from './mails.mjs'
import { signIn, speak } from './people.mjs'
import { charsets, composed, hostOf, plain } from './vectors.mjs'

const mails = [...plain, ...composed, ...charsets]
const each = 40
const from = 'angreifer@boese.example'
/** The number in the host of the one link that is clicked. */
const clicked = 9_999
const begun = Date.now()
const since = () => ((Date.now() - begun) / 1000).toFixed(1)
const troubles = []
const dir = mkdtempSync(join(tmpdir(), 'beleg-hostile-'))
process.once('exit', () => rmSync(dir, { recursive: true, force: true }))
const nameOf = new Map(mails.map(({ number, name }) => [number, name]))

const listening = (server) => new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server.address().port)))

/** Whoever a mail tries to reach ends here; the name stands in the first bytes, with or without TLS. */
async function startTrap() {
  const caught = []
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', (first) => {
      caught.push(first.toString('latin1').match(/n(\d+)\.trap\.example/)?.[1] ?? first.toString('latin1').slice(0, 80))
      socket.destroy()
    })
  })
  return { caught, port: await listening(server), close: () => server.close() }
}

/** Chromium with a network log of its own. */
async function browse(trap, log) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
      '--disable-domain-reliability', '--no-pings=false', `--log-net-log=${log}`, '--net-log-capture-mode=Default',
      `--host-resolver-rules=MAP *.example 127.0.0.1:${trap.port}`,
    ],
  })
  return browser
}

/** Everybody whom Chromium asked, looked up or connected to. */
function asked(log) {
  const { constants, events } = JSON.parse(readFileSync(log, 'utf8'))
  const type = (name) => constants.logEventTypes[name]
  const requests = new Set([type('URL_REQUEST_START_JOB'), type('CORS_REQUEST')])
  const lookups = new Set([type('HOST_RESOLVER_MANAGER_REQUEST'), type('HOST_RESOLVER_MANAGER_JOB'), type('HOST_RESOLVER_DNS_TASK')])
  const connections = type('TCP_CONNECT_ATTEMPT')
  const hosts = new Map()
  let count = 0
  const note = (host, how) => hosts.set(host, (hosts.get(host) ?? new Set()).add(how))
  for (const { type: kind, params } of events) {
    if (requests.has(kind) && params?.url) {
      count += 1
      const url = new URL(params.url)
      note(url.protocol.startsWith('http') || url.protocol.startsWith('ws') ? url.host : url.protocol, 'request')
    }
    if (lookups.has(kind) && params?.host) note(params.host.replace(/^\w+:\/\//, ''), 'lookup')
    if (kind === connections && params?.address) note(params.address, 'connection')
  }
  return { hosts, count }
}

/** Pages that keep account of what happens to them. */
function watch(page, events) {
  const tell = (what) => events.push(what)
  page.on('dialog', (dialog) => {
    tell(`dialog ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('download', (download) => tell(`download ${download.suggestedFilename()}`))
  page.on('framenavigated', (frame) => frame === page.mainFrame() && page.expectedUrl && !frame.url().startsWith(page.expectedUrl) && tell(`the page went to ${frame.url()}`))
}

async function newContext(browser) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 2_000 }, locale: 'de', ignoreHTTPSErrors: true, acceptDownloads: true })
  await context.addInitScript(hear)
  return context
}

const hear = () => {
  globalThis.ran = []
  globalThis.loadedFrames = new WeakSet()
  addEventListener('message', (event) => typeof event.data === 'number' && globalThis.ran.push(event.data))
  document.addEventListener('load', (event) => globalThis.loadedFrames.add(event.target), true)
}

/** Delivers the mails, so many to a ticket, and gives the tickets. */
async function deliver(desk, all) {
  const groups = []
  for (let at = 0; at < all.length; at += each) groups.push(all.slice(at, at + each))
  const letter = (mail, at, place) => {
    const thread = place === 0 ? '' : `In-Reply-To: <g${at}-0@boese.example>\n`
    const subject = `Feindliche Post ${at}${place === 0 ? '' : ` <img src=x onerror=top.postMessage(${mail.number},'*')>`}`
    return `From: "<b>${mail.name}</b>" <${from}>\nTo: <support@alpha.example>\nSubject: ${subject}\nMessage-ID: <g${at}-${place}@boese.example>\n${thread}MIME-Version: 1.0\n${mail.body}`
  }
  const tell = async (group, at) => {
    await desk.deliverAll(from, 'support@alpha.example', group.map((mail, place) => letter(mail, at, place)))
    const found = await desk.found(`"Feindliche Post ${at}"`)
    return { ...(await desk.ticket(found.id)), mails: group }
  }
  return Promise.all(groups.map(tell))
}

/** Opens every mail of a ticket in its frame, waits until each has loaded, asks for its pictures, and waits again. */
async function openAll(page) {
  return page.evaluate(async () => {
    const wait = async (what, most = 15_000) => {
      for (const start = performance.now(); performance.now() - start < most; await new Promise((next) => setTimeout(next, 10))) {
        const found = what()
        if (found) return found
      }
      return null
    }
    const articles = [...document.querySelectorAll('main article')]
    const loaded = async (article, not) => {
      const frame = await wait(() => [article.querySelector('iframe')].find((one) => one && (one !== not || one.src !== not.seen)))
      if (!frame) return false
      // The page loads them as they are scrolled to; here all of them at once.
      frame.loading = 'eager'
      return Boolean(await wait(() => globalThis.loadedFrames.has(frame)))
    }
    const press = (article, label) => {
      const button = [...article.querySelectorAll('button')].find((one) => one.ariaLabel === label || one.textContent === label)
      button?.click()
      return Boolean(button)
    }
    const shown = articles.filter((article) => press(article, 'Gestaltet ansehen') || article.querySelector('iframe'))
    const missing = []
    const all = async (some, not) => {
      const ends = await Promise.all(some.map((article) => loaded(article, not?.(article))))
      missing.push(...some.filter((_, at) => !ends[at]).map(({ id }) => id))
      return some.filter((_, at) => ends[at])
    }
    const opened = await all(shown)
    const before = new Map(opened.map((article) => [article, article.querySelector('iframe')]))
    for (const frame of before.values()) {
      frame.seen = frame.src
      globalThis.loadedFrames.delete(frame)
    }
    const asked = await all(opened.filter((article) => press(article, 'Bilder laden')), (article) => before.get(article))
    return { opened: opened.length, asked: asked.length, missing, ran: globalThis.ran, cookie: document.cookie, clobbered: typeof document.getElementById !== 'function' }
  })
}

/** The article that a signed address is for. */
const articleOf = (address) => Buffer.from(address.split('/m/')[1] ?? '', 'base64url').subarray(34, 50).toString('hex')

/** The same pages with every wall taken out of them: the text as it came, no policy, no sandbox. What looks for harm must see it. */
async function sabotage(desk, all) {
  const atOnce = ({ name }) => /^(scripts|handlers|fetching)\//.test(name)
  const harm = ({ mails: some }) => some.filter(atOnce).length
  const tickets = all.toSorted((a, b) => harm(b) - harm(a)).slice(0, 3)
  const trap = await startTrap()
  const log = join(dir, 'sabotage.json')
  const browser = await browse(trap, log)
  const ran = new Set()
  try {
    const context = await newContext(browser)
    await context.addInitScript(() => {
      const { setAttribute } = Element.prototype
      Element.prototype.setAttribute = function without(name, value) {
        if (name !== 'sandbox') setAttribute.call(this, name, value)
      }
    })
    const page = await context.newPage()
    await signIn(page, desk, desk.agent('erika'))
    const came = new Map()
    await context.route(/^https:\/\/content\./, (route) => {
      const body = came.get(articleOf(route.request().url())) ?? ''
      return route.fulfill({ contentType: 'text/html; charset=utf-8', body })
    })
    for (const ticket of tickets) {
      const { articles } = await page.evaluate(async (path) => (await fetch(path)).json(), `/api/v1/tickets/${ticket.id}`)
      const arrived = articles.filter(({ sender }) => sender === 'customer')
      for (const [at, article] of arrived.entries()) if (article.html_frame) came.set(articleOf(article.html_frame.href), ticket.mails[at].html)
      await page.goto(`${desk.url}/tickets/${ticket.number}?view=mine`)
      await page.locator('main article').first().waitFor()
      // Some of it never ends loading, some takes the page away: until nothing new happens.
      const opening = openAll(page).catch(() => null)
      for (let quiet = 0, before = -1, rounds = 0; quiet < 12 && rounds < 60; rounds += 1) {
        await pause(100)
        for (const number of await page.evaluate(() => globalThis.ran).catch(() => [])) ran.add(number)
        const now = ran.size + trap.caught.length
        quiet = now === before && now > 0 ? quiet + 1 : 0
        before = now
      }
      await page.goto('about:blank').catch(() => {})
      await opening
      await page.goto(`${desk.url}/`)
    }
  } finally {
    await browser.close()
    trap.close()
  }
  const caught = new Set(trap.caught)
  const foreign = [...asked(log).hosts.keys()].filter((host) => host.includes('trap.example'))
  const open = tickets.flatMap(({ mails: some }) => some).length
  console.log(`without walls: of ${open} mails ${ran.size} ran a script, ${caught.size} were caught in the trap, the log has ${foreign.length} foreign hosts, after ${since()} s`)
  assert.ok(ran.size >= 15, `only ${ran.size} scripts were seen to run`)
  assert.ok(caught.size >= 15, `only ${caught.size} mails were caught`)
  assert.ok(foreign.length >= 15, `the log shows only ${foreign.length} foreign hosts`)
}

async function read(desk, context, events, tickets) {
  const sums = { opened: 0, asked: 0 }
  const page = await context.newPage()
  watch(page, events)
  for (const ticket of tickets) {
    page.expectedUrl = `${desk.url}/tickets/${ticket.number}`
    await page.goto(`${page.expectedUrl}?view=mine`)
    await page.locator('main article').first().waitFor()
    const seen = await openAll(page)
    sums.opened += seen.opened
    sums.asked += seen.asked
    troubles.push(...seen.ran.map((number) => `${nameOf.get(number)} ran a script`))
    troubles.push(...seen.missing.map((id) => `an article of ${ticket.number} did not load: ${id}`))
    if (seen.cookie !== '') troubles.push('a cookie can be read by scripts')
    if (seen.clobbered) troubles.push('a mail took over the page around it')
    const arrived = ticket.articles.filter(({ sender }) => sender === 'customer').length
    if (arrived !== ticket.mails.length) troubles.push(`${ticket.number} has ${arrived} of ${ticket.mails.length} mails`)
  }
  await page.close()
  return sums
}

/** Opens what came along as somebody who does not look: each file's address, and the look at it. */
async function openFiles(desk, context, events, tickets) {
  let files = 0
  const page = await context.newPage()
  await page.goto(`${desk.url}/`)
  for (const file of tickets.flatMap((ticket) => ticket.articles.flatMap((article) => article.attachments))) {
    files += 1
    const saved = page.waitForEvent('download')
    await page.goto(desk.url + file.href).catch(() => {})
    const download = await saved
    const name = download.suggestedFilename()
    if (/[\u202A-\u202E\u2066-\u2069"\r\n<>]/.test(name)) troubles.push(`a file is offered as ${JSON.stringify(name)}`)
    await download.delete()
  }
  await page.close()
  return files
}

/** Looks at files through the links of the page, which are fresh there. */
async function lookAtFiles(desk, context, events, tickets) {
  let looks = 0
  const desktop = await context.newPage()
  await desktop.goto(`${desk.url}/`)
  for (const ticket of tickets) {
    const fresh = await desktop.evaluate(async (path) => (await fetch(path)).json(), `/api/v1/tickets/${ticket.id}`)
    for (const { preview } of fresh.articles.flatMap((article) => article.attachments).filter((file) => file.preview)) {
      const page = await context.newPage()
      watch(page, events)
      const answer = await page.goto(preview)
      // What only pretends to be a picture cannot be looked at.
      if (answer.ok()) assert.match(answer.headers()['content-security-policy'], /^sandbox /)
      troubles.push(...(await page.evaluate(() => globalThis.ran)).map((number) => `${nameOf.get(number)} ran in a look at a file`))
      await page.close()
      looks += 1
    }
  }
  await desktop.close()
  return looks
}

/** A mail whose pictures can be loaded, from a server that wants more than that, with a link that wants the whole window. */
async function pictures(desk, context) {
  const bytes = picture(4, 4)
  const requests = []
  const web = createWeb((request, response) => {
    requests.push({ url: request.url, headers: request.headers })
    response.setHeader('set-cookie', 'seen=1')
    if (request.url === '/away.png') return void response.writeHead(302, { location: `https://alpha.localhost:${desk.port}/api/v1/me` }).end()
    response.setHeader('content-type', request.url === '/page.png' ? 'text/html' : 'image/png')
    return void response.end(request.url === '/page.png' ? '<script>top.postMessage(0,"*")</script>' : bytes)
  })
  await new Promise((resolve, reject) => web.once('error', reject).listen(desk.pictures, '127.0.0.1', resolve))
  const at = `http://127.0.0.1:${desk.pictures}`
  const html = `<p><img alt="gut" src="${at}/good.png"><img alt="weg" src="${at}/away.png"><img alt="seite" src="${at}/page.png"><img src="${at}/count.gif" width="1" height="1"><a target=_top href=https://${hostOf(clicked)}/>Hierher</a></p>`
  const head = `From: <${from}>\nTo: <support@alpha.example>\nSubject: Bilder von fern\nMessage-ID: <bilder@boese.example>\nMIME-Version: 1.0\n`
  await desk.deliver(from, 'support@alpha.example', `${head}Content-Type: text/html; charset=utf-8\n\n${html}\n`)
  const ticket = await desk.found('"Bilder von fern"')
  const page = await context.newPage()
  await page.goto(`${desk.url}/tickets/${ticket.number}?view=mine`)
  await page.getByRole('button', { name: 'Gestaltet ansehen' }).click()
  const frame = page.frameLocator('iframe')
  await frame.getByAltText('gut').waitFor()
  assert.deepEqual(requests, [], 'nothing is fetched unasked')
  await page.getByRole('status').filter({ hasText: '3 Bilder liegen auf fremden Rechnern' }).getByRole('button', { name: 'Bilder laden' }).press('Enter')
  await until(() => frame.getByAltText('gut').evaluate((image) => image.naturalWidth === 4).catch(() => false), { what: 'the remote picture' })
  await page.getByText('Dieser Server lädt die Bilder.').waitFor()
  assert.match(await page.evaluate(() => document.activeElement.textContent), /^Dieser Server lädt/, 'whoever pressed the key stays where it was')
  for (const alt of ['weg', 'seite']) {
    await until(() => frame.getByAltText(alt).evaluate((image) => image.complete), { what: alt })
    assert.equal(await frame.getByAltText(alt).evaluate((image) => image.naturalWidth), 0, alt)
  }
  assert.deepEqual(requests.map(({ url }) => url).toSorted(), ['/away.png', '/good.png', '/page.png'])
  for (const { headers } of requests) assert.deepEqual(Object.keys(headers).toSorted(), ['accept', 'accept-encoding', 'host', 'user-agent'])
  const [opened] = await Promise.all([context.waitForEvent('page'), frame.getByText('Hierher').click()])
  if (!page.url().startsWith(desk.url)) troubles.push('a link took the whole window')
  await opened.close()
  await page.close()
  web.close()
}

async function attack() {
  const trap = await startTrap()
  const log = join(dir, 'desk.json')
  const desk = await startDesk()
  console.log(`the desk serves after ${since()} s`)
  let browser = null
  try {
    const tickets = await deliver(desk, mails)
    console.log(`${mails.length} mails lie on ${tickets.length} tickets after ${since()} s`)
    await sabotage(desk, tickets)
    browser = await browse(trap, log)
    const context = await newContext(browser)
    const cookies = []
    context.on('request', async (request) => {
      if (!request.url().includes('//content.')) return
      const headers = await request.allHeaders().catch(() => ({}))
      if (headers.cookie) cookies.push(request.url())
    })
    const events = []
    const first = await context.newPage()
    await signIn(first, desk, desk.agent('erika'))
    await speak(first, 'de')
    await first.close()
    const sums = { opened: 0, asked: 0 }
    const left = [...tickets]
    const reader = async () => {
      for (let ticket = left.shift(); ticket; ticket = left.shift()) {
        const seen = await read(desk, context, events, [ticket])
        sums.opened += seen.opened
        sums.asked += seen.asked
      }
    }
    await Promise.all([reader(), reader()])
    console.log(`${sums.opened} mails opened, ${sums.asked} again with their pictures, after ${since()} s`)
    assert.ok(sums.opened >= 300 && sums.asked >= 15, JSON.stringify(sums))
    const looks = await lookAtFiles(desk, context, events, tickets)
    const pages = context.pages().length
    if (pages > 0) troubles.push(`${pages} windows opened by themselves`)
    troubles.push(...events.map((event) => `by itself: ${event}`), ...cookies.map((url) => `a cookie went to ${url}`))
    if (trap.caught.length > 0) troubles.push(...trap.caught.map((one) => `caught in the trap: ${nameOf.get(Number(one)) ?? one}`))
    const files = await openFiles(desk, context, events, tickets)
    console.log(`${files} files opened, ${looks} looked at, after ${since()} s`)
    assert.ok(files >= 20 && looks >= 5)
    await pictures(desk, context)
    await pause(200)
  } finally {
    await browser?.close()
    await desk.stop()
    trap.close()
  }
  const { hosts, count } = asked(log)
  // Chromium's own errands, which no mail names.
  const errands = ['update.googleapis.com', 'accounts.google.com', 'content-autofill.googleapis.com']
  assert.ok(plain.every(({ html }) => !html.includes('google')))
  const ours = new Set([...errands, `alpha.localhost:${desk.port}`, `content.alpha.localhost:${desk.port}`, `127.0.0.1:${desk.port}`, `[::1]:${desk.port}`, 'data:', 'blob:', 'about:'])
  // Lookups have no port; the one link that was clicked leads into the trap.
  const isOurs = (host) => ours.has(host) || [...ours].some((one) => one.startsWith(`${host}:`)) || host.startsWith(hostOf(clicked)) || host === `127.0.0.1:${trap.port}`
  const foreign = [...hosts].filter(([host]) => !isOurs(host))
  troubles.push(...foreign.map(([host, how]) => `the network log has ${host} (${[...how]})`))
  console.log(`the network log has ${count} requests to ${[...hosts.keys()].filter((host) => !host.startsWith('127.')).join(', ')}`)
}

await attack()
for (const trouble of new Set(troubles)) console.error(`- ${trouble}`)
console.log(`${mails.length} hostile mails, ${since()} s`)
if (troubles.length > 0) process.exitCode = 1
