import { expect, test } from 'vitest'
import { preparePaste } from './paste'

const check = (html: string, expected: string) => expect(preparePaste(html)).toBe(expected)

test('text_and_plain_tags_stay', () => check('<p>Guten <b>Tag</b></p>', '<p>Guten <b>Tag</b></p>'))
test('weight_in_a_style_becomes_an_attribute', () => check('<span style="font-weight: 700">x</span>', '<span data-weight="bold">x</span>'))
test('handlers_and_classes_go', () => check('<p class=x onclick="a(1 > 0)">x</p>', '<p>x</p>'))
test('comments_styles_and_scripts_go', () => check('a<!-- b --><style>p{}</style><script>c()</script>d', 'ad'))
test('links_keep_their_address', () => check("<a href='https://a.example/?q=\"'>x</a>", '<a href="https://a.example/?q=&quot;">x</a>'))
test('unfinished_tag_ends_the_text', () => check('a<b style="', 'a'))

test('hostile_input_takes_linear_time', () => {
  const before = performance.now()
  preparePaste('<a "'.repeat(100_000))
  preparePaste('<'.repeat(300_000))
  preparePaste('<style>'.repeat(50_000))
  expect(performance.now() - before).toBeLessThan(3_000)
})
