/**
 * Prepares pasted HTML before any parser sees it. A parser reports inline styles and handlers to the page's policy and drops them, so bold that was
 * said in a style would get lost. This drops comments, style and script elements and handlers, and says weight and slant in attributes of its own.
 * It is not what keeps the document clean: the editor's schema is. One pass over the text, whatever it holds.
 */
export const longest = 2_000_000
const dropped = new Set(['style', 'script', 'head', 'title', 'xml'])

export function preparePaste(html: string): string {
  const text = html.length > longest ? html.slice(0, longest) : html
  const lower = text.toLowerCase()
  let out = ''
  let at = 0
  while (at < text.length) {
    const open = text.indexOf('<', at)
    if (open < 0) return out + text.slice(at)
    out += text.slice(at, open)
    if (text.startsWith('<!--', open)) {
      const end = text.indexOf('-->', open + 4)
      if (end < 0) return out
      at = end + 3
    } else if (text.startsWith('<!', open) || text.startsWith('<?', open)) {
      const end = text.indexOf('>', open)
      if (end < 0) return out
      at = end + 1
    } else {
      const tag = readTag(text, open)
      if (!tag) return out
      at = tag.end
      if (!tag.closing && dropped.has(tag.name)) {
        const end = lower.indexOf(`</${tag.name}`, at)
        if (end < 0) return out
        const close = text.indexOf('>', end)
        if (close < 0) return out
        at = close + 1
      } else out += writeTag(tag)
    }
  }
  return out
}

export interface Tag {
  name: string
  closing: boolean
  attributes: [string, string | null][]
  end: number
}

const space = /[\s/]/
const stop = /[\s/>=]/

export function readTag(text: string, open: number): Tag | null {
  let at = open + 1
  const closing = text[at] === '/'
  if (closing) at += 1
  let from = at
  while (at < text.length && !stop.test(text[at] ?? '')) at += 1
  const tag: Tag = { name: text.slice(from, at).toLowerCase(), closing, attributes: [], end: at }
  while (at < text.length) {
    while (at < text.length && space.test(text[at] ?? '')) at += 1
    if (text[at] === '>') return { ...tag, end: at + 1 }
    from = at
    while (at < text.length && !stop.test(text[at] ?? '')) at += 1
    // A stray sign such as "=" would not move the reader on.
    if (at === from) at += 1
    const name = text.slice(from, at).toLowerCase()
    while (at < text.length && /\s/.test(text[at] ?? '')) at += 1
    if (text[at] !== '=') {
      tag.attributes.push([name, null])
      continue
    }
    at += 1
    while (at < text.length && /\s/.test(text[at] ?? '')) at += 1
    const quote = text[at]
    if (quote === '"' || quote === "'") {
      const end = text.indexOf(quote, at + 1)
      if (end < 0) return null
      tag.attributes.push([name, text.slice(at + 1, end)])
      at = end + 1
    } else {
      from = at
      while (at < text.length && !/[\s>]/.test(text[at] ?? '')) at += 1
      tag.attributes.push([name, text.slice(from, at)])
    }
  }
  return null
}

const kept = new Set(['href', 'colspan', 'rowspan', 'start', 'data-pm-slice'])

function writeTag(tag: Tag): string {
  if (!/^[a-z][a-z0-9]*$/.test(tag.name)) return ''
  if (tag.closing) return `</${tag.name}>`
  let out = `<${tag.name}`
  for (const [name, value] of tag.attributes) {
    if (kept.has(name) && value !== null) out += ` ${name}="${value.replaceAll('"', '&quot;')}"`
    if (name === 'style' && value !== null) out += marks(value)
  }
  return `${out}>`
}

function marks(style: string): string {
  const plain = style.toLowerCase().replaceAll(/\s/g, '')
  const bold = /font-weight:(bold|bolder|[6-9]00)/.test(plain) ? ' data-weight="bold"' : ''
  const italic = /font-style:(italic|oblique)/.test(plain) ? ' data-slant="italic"' : ''
  return bold + italic
}
