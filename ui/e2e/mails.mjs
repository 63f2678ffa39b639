// Mails as customers send them.
const head = ({ from, to, subject, id, more = '' }) =>
  `From: ${from}\nTo: <${to}>\nSubject: ${subject}\nMessage-ID: <${id}>\nDate: ${new Date().toUTCString().replace('GMT', '+0000')}\nMIME-Version: 1.0\n${more}`

/** Text alone. */
export const plainMail = ({ text, ...of }) => `${head(of)}Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n${text}\n`

const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd8ytsgAAAABJRU5ErkJggg=='

/** A letter with its own style, a picture within and a file beside it, and what a mail must not do. */
export const letter = ({ html, text, ...of }) => `${head({ ...of, more: 'Content-Type: multipart/mixed; boundary=outer\n' })}
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

<style>h1 { color: #8a1538 }</style>${html}<p><img src="cid:logo@kunde" alt="Logo" width="40" height="40"><img src="https://zaehler.example/1.gif" alt=""></p>
<script>parent.document.title = 'no'</script>
--either--
--inner
Content-Type: image/png; name="logo.png"
Content-ID: <logo@kunde>
Content-Disposition: inline; filename="logo.png"
Content-Transfer-Encoding: base64

${pixel}
--inner--
--outer
Content-Type: text/plain; charset=utf-8; name="protokoll.log"
Content-Disposition: attachment; filename="protokoll.log"
Content-Transfer-Encoding: 8bit

12:28 Tunnel steht
--outer--
`
