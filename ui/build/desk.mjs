// The desk behind Vite's own server, while one writes: `BELEG_URL` is its address, `BELEG_CA` the certificate of the authority that it is by. Both
// are those of `cargo x demo` unless they are said.
import { existsSync, readFileSync } from 'node:fs'
import { Agent } from 'node:https'
import { fileURLToPath } from 'node:url'

const url = process.env.BELEG_URL ?? 'https://alpha.localhost:8443'
const authority = process.env.BELEG_CA ?? fileURLToPath(new URL('../../.demo/ca/ca.pem', import.meta.url))

/** Not every system knows that names in .localhost are this machine. */
const lookup = (_name, options, found) => (options.all ? found(null, [{ address: '127.0.0.1', family: 4 }]) : found(null, '127.0.0.1', 4))

/** What the desk answers itself: its API, and the pages that it draws without script. */
export function proxy() {
  const ca = existsSync(authority) ? readFileSync(authority) : undefined
  const isHere = new URL(url).hostname.endsWith('.localhost')
  const agent = new Agent({ keepAlive: true, ca, ...(isHere ? { lookup } : {}) })
  // Without its authority the desk is believed as it is: nothing but development goes through here.
  const desk = { target: url, changeOrigin: true, secure: ca !== undefined || !isHere, agent }
  return { '^/(api|static)/': desk, '^(/portal)?/sign-(in|out)([?]|$)': desk }
}

/** Hands out the shell of the portal for its pages; all others have that of the agents. */
export function shells() {
  return {
    name: 'shells',
    configureServer(server) {
      server.middlewares.use((request, _response, next) => {
        const path = request.url.split('?')[0]
        if (/^\/portal(\/(?!sign-)|$)/.test(path) && request.headers.accept?.includes('text/html')) request.url = '/portal.html'
        next()
      })
    },
  }
}
