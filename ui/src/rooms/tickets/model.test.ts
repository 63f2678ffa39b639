import { describe, expect, test } from 'vitest'
import { frameHeight, isAddress, lastAnswerable, localInput, presets, priorityLevel, promisesAttachment, recipients, splitQuotes, type Article } from './model'
import { someArticle, someTicket } from './samples.test-data'

describe('quotes', () => {
  const check = (text: string, expected: [boolean, string][]) => expect(splitQuotes(text).map((part) => [part.quoted, part.text])).toEqual(expected)

  test('text_without_quote_stays_whole', () => check('Guten Tag\n\nSchluss', [[false, 'Guten Tag\n\nSchluss']]))
  test('lines_with_a_sign_are_quoted', () =>
    check('Ja.\n> Geht es?\n> Danke\nGruß', [
      [false, 'Ja.'],
      [true, '> Geht es?\n> Danke'],
      [false, 'Gruß'],
    ]))
  test('line_that_announces_belongs_to_the_quote', () =>
    check('Ja.\n\nAm 23.11.2026 um 09:12 schrieb Erika:\n> Geht es?', [
      [false, 'Ja.'],
      [true, 'Am 23.11.2026 um 09:12 schrieb Erika:\n> Geht es?'],
    ]))
  test('everything_after_an_original_message_is_quoted', () =>
    check('Yes.\n-----Original Message-----\nFrom: A\n\nText', [
      [false, 'Yes.'],
      [true, '-----Original Message-----\nFrom: A\n\nText'],
    ]))
  test('heads_of_an_outlook_reply_open_the_quote', () =>
    check('Ja.\nVon: Erika\nGesendet: Montag\n\nText', [
      [false, 'Ja.'],
      [true, 'Von: Erika\nGesendet: Montag\n\nText'],
    ]))
  test('long_lines_take_no_time', () => {
    const before = performance.now()
    splitQuotes(`${'am '.repeat(50_000)}\n`.repeat(20))
    expect(performance.now() - before).toBeLessThan(1_000)
  })
})

test('promised_attachments_are_noticed_in_three_languages', () => {
  for (const text of ['Anbei das Protokoll', 'siehe Anhang.', 'please find attached', 'segue em anexo']) expect(promisesAttachment(text)).toBe(true)
  for (const text of ['Anbeißen', 'Der Anhänger rollt', 'unattachedness', '']) expect(promisesAttachment(text)).toBe(false)
})

test('addresses_are_told_from_other_words', () => {
  for (const text of ['a@b.example', '"Dr. A" <a@b.example>']) expect(isAddress(text)).toBe(true)
  for (const text of ['a', 'a@b', 'a b@c.example', '']) expect(isAddress(text)).toBe(false)
})

describe('recipients', () => {
  const customer = someArticle({ sender: 'customer', from: '"A" <a@b.example>', to: ['hilfe@us.example'], cc: ['c@b.example', 'hilfe@us.example'] })
  const ours = someArticle({ sender: 'agent', from: 'Hilfe <hilfe@us.example>', to: ['a@b.example'] })
  const ticket = someTicket({ articles: [customer, ours] })

  test('answer_goes_to_who_wrote', () => expect(recipients(ticket, customer, false)).toEqual({ to: ['"A" <a@b.example>'], cc: [] }))
  test('answer_to_our_own_mail_goes_where_it_went', () => expect(recipients(ticket, ours, false).to).toEqual(['a@b.example']))
  test('without_a_mail_the_customer_is_asked', () => expect(recipients(ticket, null, false).to).toEqual([ticket.customer.email]))
})

test('last_mail_of_the_customer_is_answered_not_the_note_after_it', () => {
  const mail = someArticle({ id: 'art_1', sender: 'customer' })
  const note = someArticle({ id: 'art_2', sender: 'agent', visible_to_customer: false })
  expect(lastAnswerable([mail, note])).toBe(mail)
  expect(lastAnswerable([note] as Article[])).toBeNull()
})

test('presets_lie_in_the_future_and_mondays_are_mondays', () => {
  for (let day = 1; day <= 7; day += 1) {
    const now = new Date(2026, 10, 22 + day, 14, 30)
    const all = presets(now)
    for (const { at } of all) expect(at.getTime()).toBeGreaterThan(now.getTime())
    expect(all.find(({ key }) => key === 'monday')?.at.getDay()).toBe(1)
  }
  expect(localInput(new Date(2026, 0, 5, 9, 3))).toBe('2026-01-05T09:03')
})

test('frame_takes_the_height_of_the_nearest_width', () => {
  const heights = { 320: 900, 640: 500, 960: 400 }
  expect(frameHeight(heights, 600)).toBe(500)
  expect(frameHeight(heights, 2000)).toBe(400)
  expect(frameHeight({}, 600)).toBe(400)
})

test('renamed_priorities_are_normal_unless_they_carry_a_level', () => {
  expect(priorityLevel('5 very high')).toBe(5)
  expect(priorityLevel('Notfall')).toBe(3)
  expect(priorityLevel('9 x')).toBe(3)
})
