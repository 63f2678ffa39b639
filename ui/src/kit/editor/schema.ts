import { mergeAttributes, Node } from '@tiptap/core'
import { Bold } from '@tiptap/extension-bold'
import { Italic } from '@tiptap/extension-italic'
import { Link } from '@tiptap/extension-link'
import StarterKit from '@tiptap/starter-kit'
import classes from './Editor.module.css'

const WeightyBold = Bold.extend({
  parseHTML() {
    return [...(this.parent?.() ?? []), { tag: '[data-weight="bold"]' }]
  },
  renderHTML({ HTMLAttributes }) {
    return ['strong', mergeAttributes(this.options.HTMLAttributes, HTMLAttributes), 0]
  },
})

const SlantedItalic = Italic.extend({
  parseHTML() {
    return [...(this.parent?.() ?? []), { tag: '[data-slant="italic"]' }]
  },
})

/** A picture of the mail itself, by the id of its part. Nothing that is pasted as HTML becomes one. */
export const Picture = Node.create<{ shown: (id: string) => { url?: string; gone: string } }>({
  name: 'picture',
  group: 'inline',
  inline: true,
  atom: true,
  draggable: true,
  addOptions: () => ({ shown: () => ({ gone: '' }) }),
  addAttributes: () => ({ id: { default: '' }, name: { default: '' } }),
  renderHTML: ({ node }) => ['img', { 'data-cid': String(node.attrs.id), alt: String(node.attrs.name) }],
  renderText: ({ node }) => `[${String(node.attrs.name)}]`,
  addNodeView() {
    return ({ node }) => {
      const { url, gone } = this.options.shown(String(node.attrs.id))
      const dom = document.createElement(url ? 'img' : 'span')
      dom.className = (url ? classes.picture : classes.gone) ?? ''
      if (dom instanceof HTMLImageElement && url) Object.assign(dom, { src: url, alt: String(node.attrs.name) })
      else dom.textContent = gone
      return { dom }
    }
  },
})

export const extensions = [
  StarterKit.configure({ bold: false, italic: false, link: false, heading: { levels: [2, 3] }, underline: false }),
  WeightyBold,
  SlantedItalic,
  Link.configure({ openOnClick: false, autolink: true, defaultProtocol: 'https', HTMLAttributes: { rel: null, target: null } }),
]
