// A provider of single sign-on on this machine: the one of the peers' tests, installed by its lock file, under a certificate of its own.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { until } from './desk.mjs'
import { certify, run, started, target } from './peers.mjs'

const source = fileURLToPath(new URL('../../crates/testkit/src/peers/oidc', import.meta.url))
export const password = 'dachs-und-otter-9'
const secret = 'geheim-der-theke-0123456789-abcdefgh'

/** Where it lies, installed once. */
function installed() {
  const home = join(target, 'peers', 'oidc-e2e')
  mkdirSync(home, { recursive: true })
  for (const file of ['package.json', 'package-lock.json', 'provider.mjs']) cpSync(join(source, file), join(home, file))
  const lock = readFileSync(join(home, 'package-lock.json'), 'utf8')
  const note = join(home, 'installed')
  if (existsSync(note) && readFileSync(note, 'utf8') === lock) return home
  run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel', 'error'], { cwd: home })
  writeFileSync(note, lock)
  return home
}

/** Sets a provider up at the desk, and starts it. `accounts` are claims by the subject that has them. */
export async function startProvider(desk, { name, mapping, accounts, ...more }) {
  const dir = mkdtempSync(join(tmpdir(), 'beleg-provider-'))
  const roots = certify(dir)
  const issuer = `https://localhost:${desk.providers}`
  const made = await desk.api('POST', '/sso/providers', { side: 'agents', name, oidc: { issuer, client_id: 'desk', roots }, secret, mapping, ...more })
  const client = { client_id: 'desk', client_secret: secret, redirect_uris: [made.callback] }
  writeFileSync(join(dir, 'provider.json'), JSON.stringify({ port: desk.providers, cookies: ['beleg'], password, clients: [client], accounts }))
  const { lives, stop: end } = started('node', [join(installed(), 'provider.mjs'), dir], dir)
  await until(() => lives().includes('listening'), { most: 60_000, what: 'a provider that listens' })
  const stop = async () => {
    await end()
    await desk.api('DELETE', `/sso/providers/${made.id}`)
  }
  return { ...made, stop }
}
