import { getSchema, type JSONContent } from '@tiptap/core'
import { DOMParser } from '@tiptap/pm/model'
import { longest, readTag, type Tag } from './paste'
import { extensions, Picture } from './schema'

const known = new Set(['p', 'div', 'br', 'hr', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'blockquote', 'pre', 'ul', 'ol', 'li', 'strong', 'b', 'em', 'i', 's', 'del', 'strike', 'code', 'a', 'tr'])
const single = new Set(['br', 'hr'])
/** Deeper than anybody writes, and not so deep that what follows a tree by its branches would end. */
const deepest = 60
const pictureTag = 'kept-picture'

// Only here does an element become a picture: in the editor nothing that is pasted may.
const ReadPicture = Picture.extend({
  parseHTML: () => [{ tag: pictureTag, getAttrs: (element) => ({ id: element.getAttribute('data-id'), name: element.getAttribute('data-name') }) }],
})

const signs: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' }

function plain(text: string): string {
  return text.replaceAll(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,4}));/gi, (whole, ten?: string, sixteen?: string, name?: string) => {
    if (name) return signs[name.toLowerCase()] ?? whole
    const code = ten ? Number(ten) : Number.parseInt(sixteen ?? '', 16)
    return code > 0 && code <= 0x10_ff_ff ? String.fromCodePoint(code) : whole
  })
}

/**
 * The document of an article's HTML. No parser of the browser sees it, which the page's policy would not allow: elements are made one by one, of a
 * few kinds, with no attribute but a link's address and a list's first number. `pictures` are the article's own; others are left out.
 */
export function readHtml(html: string, pictures: { id: string; name: string }[]): JSONContent {
  const inert = document.implementation.createHTMLDocument('')
  const open: { name: string; element: HTMLElement }[] = []
  const into = () => open.at(-1)?.element ?? inert.body
  const say = (text: string) => text !== '' && into().append(inert.createTextNode(plain(text)))
  const begin = (tag: Tag) => {
    const value = (name: string) => plain(tag.attributes.find(([key]) => key === name)?.[1] ?? '')
    if (tag.name === 'img') {
      const found = pictures.find(({ id }) => value('src').endsWith(`/${id}`))
      if (!found) return
      const picture = inert.createElement(pictureTag)
      picture.setAttribute('data-id', found.id)
      picture.setAttribute('data-name', found.name)
      into().append(picture)
      return
    }
    if (!known.has(tag.name) || open.length >= deepest) return
    const element = inert.createElement(tag.name === 'tr' ? 'div' : tag.name)
    if (tag.name === 'a' && /^(https?:|mailto:)/i.test(value('href'))) element.setAttribute('href', value('href'))
    if (tag.name === 'ol' && /^\d{1,6}$/.test(value('start'))) element.setAttribute('start', value('start'))
    into().append(element)
    if (!single.has(tag.name)) open.push({ name: tag.name, element })
  }
  const end = (name: string) => {
    const at = open.findLastIndex((one) => one.name === name)
    if (at >= 0) open.length = at
  }
  const text = html.slice(0, longest)
  let at = 0
  while (at < text.length) {
    const next = text.indexOf('<', at)
    say(text.slice(at, next < 0 ? undefined : next))
    const tag = next < 0 ? null : readTag(text, next)
    if (!tag) break
    if (tag.closing) end(tag.name)
    else begin(tag)
    at = tag.end
  }
  return DOMParser.fromSchema(getSchema([...extensions, ReadPicture])).parse(inert.body).toJSON() as JSONContent
}
