// Signing in as one does, and in which language one is spoken to.

const isCustomer = (person) => 'email' in person

/** Fills in the form, going there unless one is there. Afterwards one is where one wanted to go. */
export async function signIn(page, desk, person) {
  const path = isCustomer(person) ? '/portal/sign-in' : '/sign-in'
  if (!page.url().startsWith(desk.url + path)) await page.goto(desk.url + path)
  await page.fill('[name="login"]', person.login)
  await page.fill('[name="password"]', person.password)
  await page.press('[name="password"]', 'Enter')
  await page.waitForURL((url) => url.pathname !== path, { waitUntil: 'commit' })
}

/** Sets the language of whoever signed in on this page last. */
export async function speak(page, locale) {
  const path = new URL(page.url()).pathname.startsWith('/portal') ? '/api/v1/my/me' : '/api/v1/me'
  const status = await page.evaluate(
    async ([to, body]) => (await fetch(to, { method: 'PATCH', headers: { 'content-type': 'application/merge-patch+json' }, body })).status,
    [path, JSON.stringify({ locale })],
  )
  if (status !== 200) throw new Error(`the language was not set: ${status}`)
}

/** A page of somebody who administers the desk, and reads German. */
export async function administrating(desk, another) {
  const page = await another()
  await signIn(page, desk, desk.agent('oezlem'))
  await speak(page, 'de')
  await page.goto(`${desk.url}/`)
  return page
}

/** What the page says happened. */
export const notice = (page, hasText) => page.locator('section[role="status"]', { hasText })

/** Opens a ticket and waits for its conversation. */
export async function open(page, desk, ticket) {
  await page.goto(`${desk.url}/tickets/${ticket.number}?view=mine`)
  await page.locator('main article').first().waitFor()
}

/** A ticket of Joerg's, opened. */
export async function opened(page, desk, fields) {
  const ticket = await desk.create({ owner: 'joerg', ...fields })
  await open(page, desk, ticket)
  return ticket
}
