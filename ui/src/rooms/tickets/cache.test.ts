import { expect, test } from 'vitest'
import { changeRow, countNews, foresee, type Names, type Pages, refresh, reverse } from './cache'
import { someRow, someTicket } from './samples.test-data'

const names: Names = {
  stateType: (name) => (name.startsWith('closed') ? 'closed' : undefined),
  agentName: (login) => (login === 'erika' ? 'Erika Mustermann' : undefined),
}

const pagesOf = (...ids: string[]): Pages => ({
  pages: [{ items: ids.map((id) => someRow({ id })), next: null, more: false }],
  pageParams: [null],
})

test('patch_shows_before_the_server_answers', () => {
  const ticket = someTicket()
  expect(foresee(ticket, { state: 'closed successful', owner: 'erika' }, names)).toMatchObject({
    state: 'closed successful',
    state_type: 'closed',
    owner: 'erika',
    owner_name: 'Erika Mustermann',
  })
  expect(foresee(ticket, { owner: null }, names).owner_name).toBeNull()
  expect(foresee(ticket, { owner: 'neu' }, names).owner_name).toBe('neu')
  expect(foresee(ticket, { customer: 'x' }, names).customer).toBe(ticket.customer)
})

test('patch_can_be_taken_back', () => {
  const ticket = someTicket({ owner: 'joerg', priority: '5 very high' })
  const patch = { priority: '1 very low', owner: null }
  const after = foresee(ticket, patch, names)
  expect(foresee(after, reverse(ticket, patch), names)).toMatchObject({ priority: '5 very high', owner: 'joerg' })
})

test('one_row_changes_and_other_pages_stay_the_same', () => {
  const pages: Pages = { pages: [...pagesOf('a').pages, ...pagesOf('b').pages], pageParams: [null, '1'] }
  const next = changeRow(pages, 'b', (row) => ({ ...row, title: 'neu' }))
  expect(next.pages[0]).toBe(pages.pages[0])
  expect(next.pages[1]?.items[0]?.title).toBe('neu')
  expect(changeRow(pages, 'none', (row) => row)).toBe(pages)
})

test('fresh_page_updates_rows_but_moves_and_adds_none', () => {
  const pages = pagesOf('a', 'b')
  const fresh = { items: [someRow({ id: 'c' }), someRow({ id: 'b', version: 2, title: 'neu' }), someRow({ id: 'a' })], next: null, more: false }
  const next = refresh(pages, fresh)
  expect(next.pages[0]?.items.map((row) => row.id)).toEqual(['a', 'b'])
  expect(next.pages[0]?.items[1]?.title).toBe('neu')
  expect(next.pages[0]?.items[0]).toBe(pages.pages[0]?.items[0])
  expect(countNews(next, fresh)).toBe(1)
  expect(countNews(next, null)).toBe(0)
})
