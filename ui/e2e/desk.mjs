// A desk of one's own: the program itself, furnished, in a folder that goes with it. What a page cannot do is done through its other doors:
// the API with the administrator's token, a mail over SMTP, and what the desk sent, which its catcher keeps.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:https'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { codeOf } from './codes.mjs'

const target = process.env.CARGO_TARGET_DIR ?? fileURLToPath(new URL('../../target', import.meta.url))
const program = process.env.BELEG ?? join(target, 'debug', 'beleg')

export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** Asks until the answer is something, and gives it. */
export async function until(ask, { most = 10_000, what = String(ask) } = {}) {
  for (const begun = Date.now(); Date.now() - begun < most; await pause(50)) {
    const answer = await ask()
    if (answer) return answer
  }
  return assert.fail(`not within ${most / 1000} s: ${what}`)
}

const isFree = (port) =>
  new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })

/** The first of eight ports in a row that are free at this moment. */
async function freePorts() {
  for (let base = 20_000 + (process.pid % 600) * 20, tries = 0; tries < 600; base = base + 20 < 32_000 ? base + 20 : 20_000, tries += 1) {
    const free = await Promise.all([0, 1, 2, 3, 4, 5, 6, 7].map((offset) => isFree(base + offset)))
    if (free.every(Boolean)) return base
  }
  throw new Error('no eight ports in a row are free')
}

/** Starts a desk and waits until it serves. */
export async function startDesk() {
  if (!existsSync(program)) throw new Error(`there is no ${program}: build it with \`cargo build --package beleg\`, or name it in BELEG`)
  const dir = mkdtempSync(join(tmpdir(), 'beleg-e2e-'))
  const [file, log] = [join(dir, 'ready.json'), join(dir, 'desk.log')]
  const said = openSync(log, 'w')
  const words = ['demo', '--dir', join(dir, 'desk'), '--ports', String(await freePorts()), '--ready', file]
  const child = spawn(program, words, { stdio: ['ignore', said, said] })
  closeSync(said)
  const ended = new Promise((resolve) => child.once('exit', resolve))
  // However this process ends, the desk and its folder go with it.
  const clear = () => {
    child.kill('SIGKILL')
    rmSync(dir, { recursive: true, force: true })
  }
  process.once('exit', clear)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1))
  const isReady = () => {
    if (child.exitCode !== null) throw new Error(`the desk does not start:\n${readFileSync(log, 'utf8').slice(-4_000)}`)
    return existsSync(file)
  }
  await until(isReady, { most: 300_000, what: 'a desk that serves' })
  const ready = JSON.parse(readFileSync(file, 'utf8'))
  return new Desk(ready, ready.tenants[0], async () => {
    child.kill('SIGTERM')
    const patience = setTimeout(() => child.kill('SIGKILL'), 20_000)
    await ended
    clearTimeout(patience)
    process.off('exit', clear)
    clear()
  })
}

class Desk {
  #ready
  #tenant
  #agent

  constructor(ready, tenant, stop) {
    this.#ready = ready
    this.#tenant = tenant
    this.#agent = new Agent({ ca: readFileSync(ready.ca), keepAlive: true })
    this.port = new URL(ready.https).port
    this.url = `https://${tenant.host}:${this.port}`
    // The other tenant, where what is demanded of everybody disturbs nobody here.
    this.neighbour = tenant === ready.tenants[0] ? new Desk(ready, ready.tenants[1], () => {}) : null
    // Where a mail's pictures may lie on this machine.
    this.pictures = Number(this.port) + 5
    // Where a provider of single sign-on may listen.
    this.providers = Number(this.port) + 7
    this.stop = async () => {
      this.neighbour?.stop()
      this.#agent.destroy()
      await stop()
    }
  }

  agent = (login) => this.#tenant.agents.find((agent) => agent.login === login)
  customer = (login) => this.#tenant.customers.find((customer) => customer.login === login)

  /** Asks the API in the administrator's name. */
  async api(method, path, body) {
    const payload = body === undefined ? undefined : Buffer.from(JSON.stringify(body))
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json'
    const answer = await this.#send(method, `/api/v1${path}`, { authorization: `Bearer ${this.#tenant.token}`, ...(payload ? { 'content-type': type } : {}) }, payload)
    const { text } = answer
    assert.ok(answer.statusCode < 300, `${method} ${path}: ${answer.statusCode} ${text}`)
    if (text.length === 0) return null
    return answer.headers['content-type']?.startsWith('application/json') ? JSON.parse(text) : text
  }

  async #send(method, path, given, payload) {
    const { host } = this.#tenant
    const headers = { host: `${host}:${this.port}`, ...given, ...(payload ? { 'content-length': Buffer.byteLength(payload) } : {}) }
    const answer = await new Promise((resolve, reject) => {
      // Not every system knows that names in .localhost are this machine.
      const asked = request({ agent: this.#agent, host: '127.0.0.1', servername: host, port: this.port, method, path, headers }, resolve)
      asked.once('error', reject)
      asked.end(payload)
    })
    return { statusCode: answer.statusCode, headers: answer.headers, text: Buffer.concat(await answer.toArray()) }
  }

  /** Sets an authenticator app up for an agent, and gives its secret. */
  async enrol({ login, password }) {
    const own = { origin: this.url, 'sec-fetch-site': 'same-origin' }
    const form = new URLSearchParams({ login, password }).toString()
    const entered = await this.#send('POST', '/sign-in', { ...own, 'content-type': 'application/x-www-form-urlencoded' }, form)
    const cookie = entered.headers['set-cookie'].map((line) => line.split(';')[0]).join('; ')
    const post = async (path, body) => {
      const { statusCode, text } = await this.#send('POST', `/api/v1${path}`, { ...own, cookie, 'content-type': 'application/json' }, JSON.stringify(body))
      assert.ok(statusCode < 300, `${path}: ${statusCode} ${text}`)
      return JSON.parse(text)
    }
    const { ceremony, totp } = await post('/me/factors', { kind: 'totp' })
    await post('/me/factors/confirm', { ceremony, name: 'App', code: codeOf(totp.secret) })
    return totp.secret
  }

  ticket = (id) => this.api('GET', `/tickets/${id}`)

  /** The newest ticket that a search finds, once there is one. */
  found = (q) => until(async () => (await this.api('GET', `/tickets?limit=1&q=${encodeURIComponent(q)}`)).items[0], { what: `a ticket for ${q}` })

  /** A new ticket that came by phone, from a customer who is known. */
  create = ({ body = 'Bitte nachsehen.', ...fields }) =>
    this.api('POST', '/tickets', {
      queue: 'Störungen::Netzwerk',
      customer: 't.nguyen',
      ...fields,
      article: { channel: 'phone', sender: 'customer', visible_to_customer: true, body },
    })

  /** Hands in a mail as another mail server would. `raw` is the whole mail. */
  deliver = (from, to, raw) => this.deliverAll(from, to, [raw])

  /** Hands in mails over one connection, each when the one before was taken. */
  async deliverAll(from, to, raws) {
    const [address, port] = this.#ready.smtp.split(':')
    const socket = connect({ host: address, port: Number(port) }).setEncoding('utf8')
    const answers = createInterface({ input: socket })[Symbol.asyncIterator]()
    const expect = async (code) => {
      for (;;) {
        const { value = 'the connection ended', done } = await answers.next()
        assert.ok(!done && value.startsWith(code), `${code} was expected: ${value}`)
        if (value[3] !== '-') return
      }
    }
    const say = async (text, code) => {
      socket.write(`${text}\r\n`)
      await expect(code)
    }
    await expect('220')
    await say('EHLO mx.kunde.example', '250')
    for (const raw of raws) {
      await say(`MAIL FROM:<${from}>`, '250')
      await say(`RCPT TO:<${to}>`, '250')
      await say('DATA', '354')
      await say(`${raw.replaceAll(/\r?\n/g, '\r\n').replaceAll(/^\./gm, '..')}\r\n.`, '250')
    }
    await say('QUIT', '221')
    socket.end()
  }

  /** The mails that the desk has sent to this address, oldest first. */
  async sentTo(address) {
    const answer = await fetch(`${this.#ready.catcher.http}/messages`)
    return (await answer.json()).filter((message) => message.to.includes(address))
  }
}
