// The hostile mails: those that are HTML alone, shared with the sanitiser's own test, and those that need more than that.
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('../../crates/base/wire/tests/hostile/', import.meta.url))

export const hostOf = (number) => `n${number}.trap.example`

/** What a line stands for: see the folder's README. */
function expand(line, number) {
  const text = line
    .replaceAll(/⟦(\d+)×([^⟧]*)⟧/g, (_, times, piece) => piece.repeat(Number(times)))
    .replaceAll(/⟦([0-9A-F]+)⟧/g, (_, hex) => String.fromCodePoint(Number.parseInt(hex, 16)))
  return text.replaceAll('{JS}', 'top.postMessage({N},`*`)').replaceAll('{U}', 'https://{H}/').replaceAll('{H}', hostOf(number)).replaceAll('{N}', number)
}

const files = readdirSync(folder).filter((name) => name.endsWith('.txt')).toSorted()
const lines = files.flatMap((file) =>
  readFileSync(folder + file, 'utf8')
    .split('\n')
    .filter((line) => line && !line.startsWith('#'))
    .map((line) => [`${file.replace('.txt', '')}/${line.slice(0, line.indexOf(': '))}`, line.slice(line.indexOf(': ') + 2)]),
)
const base64 = (bytes) => Buffer.from(bytes).toString('base64').replaceAll(/.{76}/g, '$&\n')

/** Mails by their HTML. */
export const plain = lines.map(([name, line], at) => {
  const html = expand(line, at + 1)
  return { name, number: at + 1, html, body: `Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64\n\n${base64(html)}\n` }
})

const js = (number) => `top.postMessage(${number},"*")`
const script = (number) => `<script>${js(number)}</script><img src=https://${hostOf(number)}/i>`
const svg = (number) =>
  `<svg xmlns="http://www.w3.org/2000/svg" onload='${js(number)}'><script>${js(number)}</script><image href="https://${hostOf(number)}/i" width="9" height="9"/></svg>`

/** A picture of one pixel that says it has 900 million. */
const bomb = () => {
  const bytes = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd8ytsgAAAABJRU5ErkJggg==', 'base64')
  bytes.writeUInt32BE(30_000, 16)
  bytes.writeUInt32BE(30_000, 20)
  return bytes
}

/** Mails with parts: what each part is called, says it is, and is. */
const parted = {
  gif_that_is_a_script: (n) => ({
    html: '<img src="cid:a"><script src="cid:a"></script>',
    parts: [{ type: 'image/gif', id: 'a', name: 'a.gif', bytes: `GIF89a/*\u0001\u0000\u0001\u0000*/=1;${js(n)}` }],
  }),
  bitmap_that_is_a_script: (n) => ({ html: '<img src="cid:a">', parts: [{ type: 'image/bmp', id: 'a', name: 'a.bmp', bytes: `BM=1;${js(n)}` }] }),
  page_that_says_it_is_a_picture: (n) => ({
    html: '<img src="cid:a"><iframe src="cid:a"></iframe><object data="cid:a"></object>',
    parts: [{ type: 'image/png', id: 'a', name: 'a.png', bytes: `<html>${script(n)}` }],
  }),
  drawing_that_says_it_is_a_picture: (n) => ({ html: '<img src="cid:a">', parts: [{ type: 'image/png', id: 'a', name: 'a.png', bytes: svg(n) }] }),
  drawing: (n) => ({ html: '<img src="cid:a">', parts: [{ type: 'image/svg+xml', id: 'a', name: 'a.svg', bytes: svg(n) }] }),
  drawing_packed: (n) => ({ html: '<img src="cid:a">', parts: [{ type: 'image/svg+xml', id: 'a', name: 'a.svgz', bytes: `\u001F\u008B${svg(n)}` }] }),
  bomb: () => ({ html: '<img src="cid:a">', parts: [{ type: 'image/png', id: 'a', name: 'a.png', bytes: bomb() }] }),
  paper_that_is_a_page: (n) => ({ html: '<p>x', parts: [{ type: 'application/pdf', name: 'a.pdf', bytes: `%PDF-1.4\n1 0 obj<</OpenAction<</S/JavaScript/JS(${js(n)})>>>>\n<html>${script(n)}` }] }),
  page_beside: (n) => ({ html: '<p>x', parts: [{ type: 'text/html', name: 'a.html', bytes: script(n) }] }),
  page_inline: (n) => ({ html: '<p>x', parts: [{ type: 'text/html', name: 'a.htm', inline: true, bytes: script(n) }] }),
  page_as_text: (n) => ({ html: '<p>x', parts: [{ type: 'text/plain', name: 'a.txt', bytes: script(n) }] }),
  page_as_octets: (n) => ({ html: '<p>x', parts: [{ type: 'application/octet-stream', name: 'a.html', bytes: `\n\n   ${script(n)}` }] }),
  page_of_xml: (n) => ({ html: '<p>x', parts: [{ type: 'application/xhtml+xml', name: 'a.xhtml', bytes: `<html xmlns="http://www.w3.org/1999/xhtml"><script>${js(n)}</script></html>` }] }),
  page_of_mails: (n) => ({ html: '<p>x', parts: [{ type: 'multipart/related', name: 'a.mht', bytes: `MIME-Version: 1.0\nContent-Type: text/html\n\n${script(n)}` }] }),
  text_with_a_mark: (n) => ({ html: '<p>x', parts: [{ type: 'text/csv', name: 'a.csv', bytes: `\u00EF\u00BB\u00BF${script(n)}` }] }),
  text_in_utf7: (n) => ({ html: '<p>x', parts: [{ type: 'text/plain; charset=utf-7', name: 'a.txt', bytes: `+ADw-script+AD4-${js(n)}+ADw-/script+AD4-` }] }),
  program: () => ({ html: '<p>x', parts: [{ type: 'application/pdf', name: 'rechnung.pdf', bytes: 'MZ\u0090\u0000\u0003\u0000program' }] }),
  name_with_quotes: (n) => ({ html: '<p>x', parts: [{ type: 'text/html', name: '=?utf-8?Q?a=22=3B=0D=0AContent-Type=3A_text/html=0D=0A=0D=0A.html?=', bytes: script(n) }] }),
  name_turned: (n) => ({ html: '<p>x', parts: [{ type: 'text/html', name: '=?utf-8?B?cmVjaG51bmfigK5mZHAuaHRtbA==?=', bytes: script(n) }] }),
  name_of_markup: (n) => ({ html: '<p>x', parts: [{ type: 'text/plain', name: `=?utf-8?B?${base64(`<img src=x onerror=${js(n)}>.txt`).replaceAll('\n', '')}?=`, bytes: 'x' }] }),
  mail_within: (n) => ({ html: '<p>x', parts: [{ type: 'message/rfc822', name: 'a.eml', bytes: `Subject: x\nContent-Type: text/html\n\n${script(n)}` }] }),
  calendar: (n) => ({ html: '<p>x', parts: [{ type: 'text/calendar', name: 'a.ics', bytes: `BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:${script(n)}\nX-ALT-DESC;FMTTYPE=text/html:${script(n)}\nEND:VEVENT\nEND:VCALENDAR` }] }),
  base_of_parts: (n) => ({ html: '<img src="a.png"><a href="x">x</a>', head: `Content-Base: https://${hostOf(n)}/\nContent-Location: https://${hostOf(n)}/y/\n`, parts: [] }),
  subject_of_markup: (n) => ({ html: '<p>x', head: `X-Mailer: ${script(n)}\nCc: "${script(n).replaceAll('"', "'")}" <x@y.example>\n`, parts: [] }),
}

function withParts({ html, head = '', parts }) {
  const part = ({ type, name, id, inline, bytes }) =>
    `--m\nContent-Type: ${type}; name="${name}"\nContent-Disposition: ${inline || id ? 'inline' : 'attachment'}; filename="${name}"\n${id ? `Content-ID: <${id}>\n` : ''}Content-Transfer-Encoding: base64\n\n${base64(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes)}\n`
  return `${head}Content-Type: multipart/related; boundary=m\n\n--m\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64\n\n${base64(html)}\n${parts.map(part).join('')}--m--\n`
}

export const composed = Object.entries(parted).map(([name, make], at) => {
  const number = plain.length + at + 1
  return { name: `parts/${name}`, number, body: withParts(make(number)) }
})

/** Other charsets of the text itself. */
export const charsets = [
  ['utf-7', (n) => Buffer.from(`+ADw-script+AD4-${js(n)}+ADw-/script+AD4-`)],
  ['utf-16', (n) => Buffer.from(`\uFEFF${script(n)}`, 'utf16le')],
  ['utf-16be', (n) => Buffer.from(script(n), 'utf16le').swap16()],
  ['iso-2022-jp', (n) => Buffer.from(`\u001B$B<img alt="\u001B(B" src=x onerror=${js(n).replaceAll('"', '`')}>`, 'latin1')],
  ['hz-gb-2312', (n) => Buffer.from(`~{<img alt="~}" src=x onerror=${js(n).replaceAll('"', '`')}>`, 'latin1')],
  ['x-user-defined', (n) => Buffer.from(script(n))],
  ['ibm037', (n) => Buffer.from(script(n))],
].map(([charset, make], at) => {
  const number = plain.length + composed.length + at + 1
  return { name: `charsets/${charset}`, number, body: `Content-Type: text/html; charset=${charset}\nContent-Transfer-Encoding: base64\n\n${base64(make(number))}\n` }
})
