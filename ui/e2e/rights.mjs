// Who sees a ticket, and what administrators give.
import assert from 'node:assert/strict'
import { administrating, notice, opened } from './people.mjs'

export const rightsJourneys = {
  async restricted_ticket_is_its_members_alone_and_tells_why(page, desk, another) {
    const ticket = await opened(page, desk, { title: 'Personalsache' })
    await page.getByRole('button', { name: 'Wer sieht es?' }).click()
    const panel = page.getByRole('dialog', { name: 'Wer sieht das Ticket?' })
    await panel.getByLabel('Eingeschränkt').check()
    await panel.getByLabel(/^Jörg /).check()
    await panel.getByRole('button', { name: 'Speichern' }).click()
    await notice(page, 'Nur die Mitglieder sehen das Ticket.').waitFor()
    await panel.getByLabel('Person').click()
    await page.getByRole('option', { name: /^Jörg / }).click()
    await panel.getByText(/Das Ticket ist eingeschränkt, und Jörg .* ist Mitglied\./).waitFor()
    // Whoever administers the desk is no exception.
    const other = await administrating(desk, another)
    other.expected.push('/api/v1/tickets/')
    const status = await other.evaluate(async (id) => (await fetch(`/api/v1/tickets/${id}`)).status, ticket.id)
    assert.equal(status, 404)
    await panel.getByLabel('Eingeschränkt').uncheck()
    await panel.getByRole('button', { name: 'Speichern' }).click()
    await notice(page, 'Alle, die in der Queue lesen, sehen das Ticket.').waitFor()
    assert.equal(await other.evaluate(async (id) => (await fetch(`/api/v1/tickets/${id}`)).status, ticket.id), 200)
  },

  async cell_of_the_matrix_holds_at_once_and_can_be_undone(_page, desk, another) {
    const page = await administrating(desk, another)
    await page.goto(`${desk.url}/admin/people/rights`)
    const cells = page.locator('main tbody input:not(:checked)')
    await cells.first().waitFor()
    const name = await cells.first().getAttribute('aria-label')
    const cell = page.getByLabel(name, { exact: true })
    await cell.focus()
    await page.keyboard.press('Space')
    await notice(page, `Gegeben: ${name}`).waitFor()
    assert.equal(await cell.isChecked(), true)
    await page.keyboard.press('ArrowDown')
    assert.notEqual(await page.evaluate(() => document.activeElement?.getAttribute('aria-label')), name)
    await page.getByRole('button', { name: 'Rückgängig' }).last().click()
    await page.waitForFunction((label) => document.querySelector(`main input[aria-label="${label}"]`)?.checked === false, name)
  },
}
