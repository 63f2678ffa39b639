// Mails as customers send them.
import { crc32, deflateSync } from 'node:zlib'

const head = ({ from, to, subject, id, more = '' }) =>
  `From: ${from}\nTo: <${to}>\nSubject: ${subject}\nMessage-ID: <${id}>\nDate: ${new Date().toUTCString().replace('GMT', '+0000')}\nMIME-Version: 1.0\n${more}`

/** Text alone. */
export const plainMail = ({ text, ...of }) => `${head(of)}Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n${text}\n`

const pixel = () => picture(1, 1).toString('base64')

/** A letter with its own style, a picture within and a file beside it, and what a mail must not do. */
export const letter = ({ html, text, banner, ...of }) => `${head({ ...of, more: 'Content-Type: multipart/mixed; boundary=outer\n' })}
--outer
Content-Type: multipart/related; boundary=inner

--inner
Content-Type: multipart/alternative; boundary=either

--either
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

${text}
--either
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: 8bit

<style>h1 { color: #8a1538 }</style>${html}<p><img src="cid:logo@kunde" alt="Logo" width="40" height="40"><img src="https://zaehler.example/1.gif" alt="" width="1" height="1"><img src="${banner}" alt="Banner"></p>
<script>parent.document.title = 'no'</script>
--either--
--inner
Content-Type: image/png; name="logo.png"
Content-ID: <logo@kunde>
Content-Disposition: inline; filename="logo.png"
Content-Transfer-Encoding: base64

${pixel()}
--inner--
--outer
Content-Type: text/plain; charset=utf-8; name="protokoll.log"
Content-Disposition: attachment; filename="protokoll.log"
Content-Transfer-Encoding: 8bit

12:28 Tunnel steht
--outer
Content-Type: application/pdf; name="rechnung.pdf"
Content-Disposition: attachment; filename="rechnung.pdf"
Content-Transfer-Encoding: base64

TVqQAAMAAAAEAAAA//8AALgAAAA=
--outer
Content-Type: image/png; name="aufbau.png"
Content-Disposition: attachment; filename="aufbau.png"
Content-Transfer-Encoding: base64

${picture(90, 60).toString('base64').replaceAll(/.{76}/g, '$&\n')}
--outer--
`

/** A grey picture of this size, PNG. */
export function picture(width, height) {
  const chunk = (name, data) => {
    const named = Buffer.concat([Buffer.from(name), data])
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(data.length)
    sum.writeUInt32BE(crc32(named))
    return Buffer.concat([length, named, sum])
  }
  const head = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0])
  head.writeUInt32BE(width)
  head.writeUInt32BE(height, 4)
  const rows = Buffer.alloc((width + 1) * height, 128).map((sign, at) => (at % (width + 1) === 0 ? 0 : sign))
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))])
}
