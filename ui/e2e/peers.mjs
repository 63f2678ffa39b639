// A provider of SAML and a directory on this machine: those of the peers' tests, under certificates of their own. An administrator sets them up
// at the desk by hand, so that nothing of that is done here.
import { spawn, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { until } from './desk.mjs'

const source = fileURLToPath(new URL('../../crates/testkit/src/peers', import.meta.url))
export const target = process.env.CARGO_TARGET_DIR ?? fileURLToPath(new URL('../../target', import.meta.url))

export function run(program, words, { input = '', ...options } = {}) {
  const { status, error, stderr } = spawnSync(program, words, { input, stdio: ['pipe', 'ignore', 'pipe'], ...options })
  if (status !== 0) throw new Error(`${program} ${words.join(' ')}: ${error ?? stderr}`)
}

/** Certificates are short-lived and of nobody: the desk is told to trust this one. */
export function certify(dir) {
  const names = 'subjectAltName=DNS:localhost,IP:127.0.0.1'
  const words = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=localhost']
  run('openssl', [...words, '-addext', names, '-addext', 'basicConstraints=critical,CA:FALSE', '-keyout', join(dir, 'own.key'), '-out', join(dir, 'own.pem')])
  return readFileSync(join(dir, 'own.pem'), 'utf8')
}

/** Starts a program that ends with this one, and clears its folder away. */
export function started(program, words, dir) {
  const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => (said += piece))
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const clear = () => {
    child.kill('SIGKILL')
    rmSync(dir, { recursive: true, force: true })
  }
  process.once('exit', clear)
  const stop = async () => {
    process.off('exit', clear)
    child.kill('SIGKILL')
    await ended
    clear()
  }
  const lives = () => {
    if (child.exitCode !== null) throw new Error(`${program} ended: ${said}`)
    return said
  }
  return { lives, stop }
}

const isThere = (port) =>
  new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port })
    socket.once('error', () => resolve(false))
    socket.once('connect', () => resolve(socket.destroy() !== undefined))
  })

/** An environment with pysaml2, made once. */
function withSaml() {
  const home = join(target, 'peers', 'saml-e2e')
  mkdirSync(home, { recursive: true })
  for (const file of ['provider.py', 'requirements.txt']) cpSync(join(source, 'saml', file), join(home, file))
  const [wanted, note] = [readFileSync(join(home, 'requirements.txt'), 'utf8'), join(home, 'installed')]
  if (existsSync(note) && readFileSync(note, 'utf8') === wanted) return home
  run('python3', ['-m', 'venv', join(home, 'venv')])
  run(join(home, 'venv/bin/pip'), ['install', '--quiet', '--disable-pip-version-check', '-r', join(home, 'requirements.txt')])
  writeFileSync(note, wanted)
  return home
}

/** Starts a provider of SAML. `accounts` are `{name_id, attributes}` by what somebody types on its page. */
export async function startSaml(port, accounts) {
  const dir = mkdtempSync(join(tmpdir(), 'beleg-saml-'))
  const roots = certify(dir)
  const words = ['req', '-x509', '-nodes', '-days', '2', '-subj', '/CN=provider', '-newkey', 'rsa:2048']
  run('openssl', [...words, '-keyout', join(dir, 'first.key'), '-out', join(dir, 'first.crt')])
  writeFileSync(join(dir, 'provider.json'), JSON.stringify({ port, accounts, signs: 'first', what: ['assertion'], transient: false }))
  const home = withSaml()
  const { lives, stop } = started(join(home, 'venv/bin/python'), [join(home, 'provider.py'), dir], dir)
  await until(() => lives().includes('listening'), { most: 60_000, what: 'a provider of SAML that listens' })
  /** Tells it who the desk is. */
  const meet = (metadata) => writeFileSync(join(dir, 'desk.xml'), metadata)
  return { url: `https://localhost:${port}/metadata`, roots, meet, stop }
}

const top = 'dc=beispiel,dc=example'
export const directory = { top, searcher: `cn=Suche,${top}`, searcherPassword: 'lupe-und-lampe-4' }

/** Starts a directory that speaks LDAPS, with these entries (LDIF) below those that every one of the peers' tests has. */
export async function startDirectory(port, entries) {
  const dir = mkdtempSync(join(tmpdir(), 'beleg-slapd-'))
  const roots = certify(dir)
  mkdirSync(join(dir, 'tree'))
  const [root, password] = [`cn=root,${top}`, 'wurzel-und-krone-9']
  const words = { here: dir, top, root, root_password: password, searcher: directory.searcher, searcher_password: directory.searcherPassword }
  const filled = (file) => readFileSync(join(source, 'slapd', file), 'utf8').replaceAll(/\{(\w+)\}/g, (_, word) => words[word])
  writeFileSync(join(dir, 'slapd.conf'), filled('slapd.conf'))
  // Started by root it is nobody's but its own.
  const asOwn = process.getuid() === 0 ? ['-u', 'openldap', '-g', 'openldap'] : []
  if (asOwn.length > 0) run('chown', ['-R', 'openldap', dir])
  const { lives, stop } = started('/usr/sbin/slapd', [...asOwn, '-h', `ldaps://127.0.0.1:${port}`, '-d', '0', '-f', join(dir, 'slapd.conf')], dir)
  await until(() => lives() !== null && isThere(port), { most: 30_000, what: 'a directory that listens' })
  const env = { ...process.env, LDAPCONF: '/dev/null', LDAPTLS_REQCERT: 'never' }
  run('ldapmodify', ['-a', '-x', '-D', root, '-w', password, '-H', `ldaps://localhost:${port}`], { input: `${filled('tree.ldif')}\n${entries}`, env })
  return { roots, stop }
}
