import type { JSONContent } from '@tiptap/core'
import { EditorContent, useEditor, useEditorState, type Editor as Tiptap } from '@tiptap/react'
import type { EditorView } from '@tiptap/pm/view'
import boldIcon from 'icon:text-b'
import codeIcon from 'icon:code'
import linkIcon from 'icon:link'
import listIcon from 'icon:list-bullets'
import numbersIcon from 'icon:list-numbers'
import quoteIcon from 'icon:quotes'
import { useEffect, useRef, useState } from 'react'
import { IconButton } from '../Button'
import classes from './Editor.module.css'
import { preparePaste } from './paste'
import { extensions, Picture } from './schema'

export interface EditorWords {
  label: string
  placeholder: string
  bold: string
  bullets: string
  numbers: string
  quote: string
  code: string
  link: string
  askLink: string
}

export interface Written {
  document: JSONContent
  text: string
  html: string
}

export interface Pictures {
  /** Keeps them; gives an id and a name for each that is kept. */
  add: (files: File[]) => { id: string; name: string }[]
  /** The address from which this page shows one. */
  find: (id: string) => string | undefined
  /** What stands for one that is no longer there. */
  gone: string
}

interface Props {
  words: EditorWords
  document: JSONContent | null
  autoFocus?: boolean
  onWrite: (written: Written) => void
  /** Ctrl and Enter; `more` with shift. */
  onSend: (more: boolean) => void
  onFiles: (files: File[]) => void
  /** Where pictures go that shall stand in the text; without it they are files like others. */
  pictures?: Pictures
}

// Without a document the editor would parse an empty text as HTML.
const blank: JSONContent = { type: 'doc', content: [{ type: 'paragraph' }] }

/** Rich text. The document goes in and out as JSON; HTML is only written, never read, so no parser meets the page's policy but at paste. */
export default function Editor({ words, document: kept, autoFocus, onWrite, onSend, onFiles, pictures }: Props) {
  const latest = useRef({ onWrite, onSend, onFiles, pictures })
  useEffect(() => {
    latest.current = { onWrite, onSend, onFiles, pictures }
  })
  // eslint-disable-next-line react-hooks/refs -- the ref is read when a picture is drawn, not while rendering
  const [own] = useState(() => [...extensions, Picture.configure({ shown: (id) => ({ url: latest.current.pictures?.find(id), gone: latest.current.pictures?.gone ?? '' }) })])
  const editor = useEditor({
    extensions: own,
    content: kept ?? blank,
    injectCSS: false,
    autofocus: autoFocus ? 'end' : false,
    shouldRerenderOnTransaction: false,
    editorProps: {
      attributes: { 'aria-label': words.label, 'aria-multiline': 'true', role: 'textbox', class: classes.text ?? '' },
      transformPastedHTML: preparePaste,
      handleKeyDown: (_view, event) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return false
        latest.current.onSend(event.shiftKey)
        return true
      },
      handlePaste: (view, event) => takeFiles(view, event.clipboardData, latest.current),
      handleDrop: (view, event) => takeFiles(view, event.dataTransfer, latest.current),
    },
    onUpdate: ({ editor: changed }) =>
      latest.current.onWrite({ document: changed.getJSON(), text: changed.getText(), html: htmlOf(changed) }),
    onCreate: ({ editor: made }) => {
      if (!made.isEmpty) latest.current.onWrite({ document: made.getJSON(), text: made.getText(), html: htmlOf(made) })
    },
  })
  if (!editor) return null
  return (
    <div className={classes.editor}>
      <Bar editor={editor} words={words} />
      <Placeholder editor={editor} text={words.placeholder} />
      <EditorContent editor={editor} className={classes.content} />
    </div>
  )
}

/** The document as HTML. An element of this page with such an address would be asked for, so it gets it as text. */
const htmlOf = (editor: Tiptap) => editor.getHTML().replaceAll('<img data-cid="', '<img src="cid:')

const shownTypes = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp'])

function takeFiles(view: EditorView, source: DataTransfer | null, { onFiles, pictures }: Pick<Props, 'onFiles' | 'pictures'>): boolean {
  const files = [...(source?.files ?? [])]
  // Text copied from an office program comes with a picture of itself; then the text is what was meant.
  if (files.length === 0 || source?.types.includes('text/html')) return false
  const isPicture = (file: File) => pictures !== undefined && shownTypes.has(file.type)
  const others = files.filter((file) => !isPicture(file))
  if (others.length > 0) onFiles(others)
  for (const { id, name } of pictures?.add(files.filter(isPicture)) ?? []) {
    view.dispatch(view.state.tr.replaceSelectionWith(view.state.schema.node('picture', { id, name })).scrollIntoView())
  }
  return true
}

function Placeholder({ editor, text }: { editor: Tiptap; text: string }) {
  const empty = useEditorState({ editor, selector: (state) => state.editor.isEmpty })
  return empty ? (
    <p className={classes.placeholder} aria-hidden>
      {text}
    </p>
  ) : null
}

function Bar({ editor, words }: { editor: Tiptap; words: EditorWords }) {
  const on = useEditorState({
    editor,
    selector: ({ editor: now }) => ({
      bold: now.isActive('bold'),
      bullets: now.isActive('bulletList'),
      numbers: now.isActive('orderedList'),
      quote: now.isActive('blockquote'),
      code: now.isActive('codeBlock'),
      link: now.isActive('link'),
    }),
  })
  const link = () => {
    if (on.link) {
      editor.chain().focus().unsetLink().run()
      return
    }
    const href = window.prompt(words.askLink)
    if (href && /^(https?:|mailto:)/.test(href)) editor.chain().focus().setLink({ href }).run()
  }
  const tools: [string, string, boolean, () => void][] = [
    [words.bold, boldIcon, on.bold, () => editor.chain().focus().toggleBold().run()],
    [words.bullets, listIcon, on.bullets, () => editor.chain().focus().toggleBulletList().run()],
    [words.numbers, numbersIcon, on.numbers, () => editor.chain().focus().toggleOrderedList().run()],
    [words.quote, quoteIcon, on.quote, () => editor.chain().focus().toggleBlockquote().run()],
    [words.code, codeIcon, on.code, () => editor.chain().focus().toggleCodeBlock().run()],
    [words.link, linkIcon, on.link, link],
  ]
  return (
    <div className={classes.bar} role="group" aria-label={words.label}>
      {tools.map(([label, icon, active, run]) => (
        <IconButton key={label} label={label} icon={icon} size="small" aria-pressed={active} className={active ? classes.on : undefined} onClick={run} />
      ))}
    </div>
  )
}
