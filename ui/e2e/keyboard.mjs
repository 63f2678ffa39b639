// How somebody without a mouse goes through a page.
import assert from 'node:assert/strict'

/** Goes on with the Tab key until this has the focus. */
export async function tabTo(page, target) {
  await target.waitFor()
  for (let presses = 0; presses < 120; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return target
    await page.keyboard.press('Tab')
  }
  return assert.fail(`the Tab key does not come to ${target}`)
}

/** Writes into a field that it came to by the Tab key. */
export async function type(page, label, text) {
  await tabTo(page, page.locator('input, textarea').and(page.getByLabel(new RegExp(`^${label.replaceAll(/[()]/g, '\\$&')}`))))
  await page.keyboard.insertText(text)
}

/** Ticks a box that it came to by the Tab key. */
export async function tick(page, label) {
  await tabTo(page, page.getByRole('checkbox', { name: label }))
  await page.keyboard.press('Space')
}

/** Presses what it came to by the Tab key. */
export async function press(page, role, name) {
  await tabTo(page, page.getByRole(role, { name, exact: true }))
  await page.keyboard.press('Enter')
}

/** Opens a list by its button and picks what is looked for. */
export async function pick(page, button, name) {
  await tabTo(page, page.locator(`button[aria-label="${button}"]`))
  await page.keyboard.press('Enter')
  const wanted = page.getByRole('option', { name })
  await wanted.waitFor()
  for (let presses = 0; presses < 40 && (await wanted.getAttribute('data-combobox-selected')) === null; presses += 1) await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
}
