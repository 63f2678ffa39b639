// Serves the built front end as the product does, with its policy, in front of the desk in memory.
import { readFileSync, existsSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Desk, Refused } from './mock.mjs'

const dist = fileURLToPath(new URL('../dist', import.meta.url))
const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

export const policy = (content) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob: data:",
    "font-src 'self'",
    "connect-src 'self'",
    `frame-src ${content}`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types ProseMirrorClipboard',
  ].join('; ')

const mail = `<!doctype html><meta name="responsive-embedded-sizing"><style>body{font:15px sans-serif;margin:12px}h1{color:#8a1538}</style>
<h1>Kreisklinikum Großenhain</h1><p>Guten Morgen, seit dem Update auf 7.4.2 gestern Abend verlieren alle Arbeitsplätze der Notaufnahme nach etwa
20 Minuten die VPN-Verbindung.</p><p style="color:#345">Dr. Annegret Schößler</p><script>parent.document.title = 'no'</script>`

function read(request) {
  return new Promise((resolve) => {
    const parts = []
    request.on('data', (part) => parts.push(part))
    request.on('end', () => resolve(parts.length > 0 ? JSON.parse(Buffer.concat(parts).toString()) : null))
  })
}

function serveFile(path, response, headers) {
  const wanted = path.startsWith('/assets/') || path === '/icon.svg' ? path : path.startsWith('/portal') ? '/portal.html' : '/index.html'
  const file = normalize(join(dist, wanted))
  if (!file.startsWith(dist) || !existsSync(file)) {
    response.writeHead(404).end()
    return
  }
  response.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream', 'x-content-type-options': 'nosniff', ...headers })
  response.end(readFileSync(file))
}

function serveEvents(desk, request, response) {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
  response.write(': hello\n\n')
  let id = 0
  const send = (event, body) => {
    id += 1
    response.write(`id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(body)}\n\n`)
  }
  desk.listeners.add(send)
  request.on('close', () => desk.listeners.delete(send))
}

/** Starts the desk on a free port. */
export async function startDesk() {
  const server = createServer()
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address()
  const content = `http://content.desk.localhost:${port}`
  const desk = new Desk(content)
  server.on('request', async (request, response) => {
    const url = new URL(request.url, `http://${request.headers.host}`)
    if (url.hostname.startsWith('content.')) {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': "sandbox allow-popups; default-src 'none'; style-src 'unsafe-inline'" })
      response.end(mail)
    } else if (url.pathname === '/api/v1/events') serveEvents(desk, request, response)
    else if (url.pathname.startsWith('/api/v1/')) {
      const body = await read(request)
      try {
        if (desk.delay) await new Promise((resolve) => setTimeout(resolve, desk.delay))
        const [status, answer] = desk.answer(request.method, url, body, request.headers)
        response.writeHead(status, { 'content-type': 'application/json' })
        response.end(answer === null ? '' : JSON.stringify(answer))
      } catch (error) {
        if (!(error instanceof Refused)) throw error
        response.writeHead(error.status, { 'content-type': 'application/problem+json' })
        response.end(JSON.stringify(error.body))
      }
    } else serveFile(url.pathname, response, { 'content-security-policy': policy(content) })
  })
  return { desk, url: `http://desk.localhost:${port}`, stop: () => (server.closeAllConnections(), server.close()) }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { url } = await startDesk()
  console.log(url)
}
