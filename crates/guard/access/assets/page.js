// What the pages that are rendered by the server can do besides when script runs: passkeys, a look at one's own password, and the way that was
// taken last from this device. Whatever goes wrong before an answer is there leaves the page as it was: its form works without.
const bytes = (text) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (sign) => sign.charCodeAt(0))
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')

async function show(form) {
  const answer = await fetch(form.dataset.passkey, { method: 'POST', headers: { accept: 'application/json' } })
  if (!answer.ok) return false
  const body = await answer.json()
  const question = 'question' in body ? body.question : body
  if (!question) return false
  const { publicKey } = question.options
  publicKey.challenge = bytes(publicKey.challenge)
  for (const one of publicKey.allowCredentials ?? []) one.id = bytes(one.id)
  const { id, rawId, type, response } = await navigator.credentials.get({ publicKey })
  const { authenticatorData, clientDataJSON, signature, userHandle } = response
  const shown = { authenticatorData: text(authenticatorData), clientDataJSON: text(clientDataJSON), signature: text(signature), userHandle: userHandle ? text(userHandle) : null }
  form.elements.ceremony.value = question.ceremony
  form.elements.answer.value = JSON.stringify({ id, rawId: text(rawId), type, response: shown, extensions: {} })
  return true
}

// The way itself is remembered, never who took it. A browser that keeps nothing remembers nothing.
const key = `beleg.way.${location.pathname}`
function remember(way) {
  try {
    localStorage.setItem(key, way.dataset.way)
  } catch {
    // See above.
  }
}
function last() {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

for (const form of document.querySelectorAll('form[data-passkey]')) {
  if (!window.PublicKeyCredential) continue
  form.hidden = false
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    const button = form.querySelector('button')
    const failed = form.querySelector('.failed')
    button.disabled = true
    failed.textContent = ''
    try {
      if (await show(form)) {
        remember(form)
        form.submit()
        return
      }
    } catch {
      // The person thought better of it, or the device has none.
    }
    failed.textContent = failed.dataset.words
    button.disabled = false
    button.focus()
  })
}

for (const field of document.querySelectorAll('input[data-show]')) {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'look'
  button.textContent = field.dataset.show
  button.setAttribute('aria-controls', field.id)
  button.setAttribute('aria-pressed', 'false')
  button.addEventListener('click', () => {
    const covered = field.type === 'password'
    field.type = covered ? 'text' : 'password'
    button.textContent = covered ? field.dataset.hide : field.dataset.show
    button.setAttribute('aria-pressed', String(covered))
    field.focus()
  })
  const frame = document.createElement('div')
  frame.className = 'covered'
  field.replaceWith(frame)
  frame.append(field, button)
  if (field.autofocus) field.focus()
  // Never sent, nor kept by the browser, as open text.
  field.form.addEventListener('submit', () => (field.type = 'password'))
}

const ways = [...document.querySelectorAll('[data-way]')]
for (const way of ways) {
  if (!way.dataset.passkey) way.addEventListener(way.localName === 'a' ? 'click' : 'submit', () => remember(way))
}
const taken = ways.find((way) => way.dataset.way === last() && !way.hidden)
const page = document.querySelector('main[data-last]')
if (taken && !page.querySelector('.error') && ways.filter((way) => !way.hidden).length > 1) {
  const said = document.createElement('p')
  said.className = 'last'
  said.textContent = page.dataset.last
  if (taken.localName === 'a') taken.after(said)
  else taken.append(said)
  // The passkey stands last, where it is in nobody's way; whoever took it last time finds it first.
  if (taken.dataset.passkey) {
    const before = page.querySelector('.ways') ?? ways.find((way) => way.localName === 'form' && way !== taken)
    taken.classList.add('first')
    before?.before(taken)
    taken.querySelector('button').focus()
  }
}
