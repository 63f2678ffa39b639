import { expect, test } from 'vitest'
import { belongingOf, sentBelonging } from './companies'

test('first_company_stands_first_and_is_named_once', () => {
  const all = belongingOf({ customer: 'KKG', companies: ['A/B', 'KKG'] })
  expect(all).toEqual(['KKG', 'A/B'])
  expect(sentBelonging(all)).toEqual({ customer: 'KKG', companies: ['A/B'] })
})

test('who_belongs_nowhere_sends_an_empty_company', () => {
  expect(sentBelonging(belongingOf({ customer: null, companies: [] }))).toEqual({ customer: '', companies: [] })
})
