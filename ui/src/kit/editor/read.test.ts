import { expect, test } from 'vitest'
import { readHtml } from './read'

const paragraph = (...content: object[]) => ({ type: 'paragraph', content })
const text = (words: string, ...marks: object[]) => ({ type: 'text', text: words, ...(marks.length > 0 ? { marks } : {}) })

test('what_the_editor_wrote_is_read_back', () => {
  const html = '<p>Guten <strong>Tag</strong>,</p><ol start="3"><li><p>eins &amp; &lt;zwei&gt;</p></li></ol><blockquote><p>alt<br>neu</p></blockquote><pre><code>a  b</code></pre>'
  expect(readHtml(html, []).content).toEqual([
    paragraph(text('Guten '), text('Tag', { type: 'bold' }), text(',')),
    { type: 'orderedList', attrs: { start: 3, type: null }, content: [{ type: 'listItem', content: [paragraph(text('eins & <zwei>'))] }] },
    { type: 'blockquote', content: [paragraph(text('alt'), { type: 'hardBreak' }, text('neu'))] },
    { type: 'codeBlock', attrs: { language: null }, content: [text('a  b')] },
  ])
})

test('links_lead_where_they_led_and_scripts_nowhere', () => {
  const links = readHtml('<p><a rel="x" href="https://a.example/?b=1&amp;c=2" onclick="x()">hin</a><a href="javascript:x()">her</a></p>', [])
  const [first, second] = links.content?.[0]?.content ?? []
  expect(first?.marks?.[0]?.attrs?.href).toBe('https://a.example/?b=1&c=2')
  expect(second?.marks).toBeUndefined()
})

test('only_pictures_of_the_mail_itself_stay', () => {
  const html = '<p>Hier: <img src="https://part.invalid/1a@desk" alt="egal"><img src="https://anders.example/x.png"></p><kept-picture data-id="x"></kept-picture>'
  expect(readHtml(html, [{ id: '1a@desk', name: 'bild.png' }]).content).toEqual([
    paragraph(text('Hier: '), { type: 'picture', attrs: { id: '1a@desk', name: 'bild.png' } }),
  ])
})

test('odd_html_becomes_a_document_all_the_same', () => {
  const deep = '<div>'.repeat(5_000) + 'tief' + '</blockquote>'.repeat(9)
  for (const html of ['', 'ohne alles', '<', '<p', '</p></p>', '<li>lose</li>', '<table><tr><td>a</td></tr><tr><td>b</td></tr></table>', '&#0;&#x110000;&nbsp', deep]) {
    expect(readHtml(html, []).type).toBe('doc')
  }
  expect(readHtml('<table><tr><td>a</td></tr><tr><td>b</td></tr></table>', []).content).toHaveLength(2)
})
