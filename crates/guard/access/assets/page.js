// Passkeys on the pages that are rendered by the server. Whatever goes wrong before an answer is there leaves the page as it was: the form
// above it works without.
const bytes = (text) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (sign) => sign.charCodeAt(0))
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')

async function show(form) {
  const { passkey, method } = form.dataset
  const answer = await fetch(passkey, { method, headers: { accept: 'application/json' } })
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

for (const form of document.querySelectorAll('form[data-passkey]')) {
  if (!window.PublicKeyCredential) continue
  form.hidden = false
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    const button = form.querySelector('button')
    button.disabled = true
    try {
      if (await show(form)) {
        form.submit()
        return
      }
    } catch {
      // The person thought better of it, or the device has none.
    }
    button.disabled = false
  })
}
