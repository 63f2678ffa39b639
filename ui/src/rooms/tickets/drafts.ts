import type { JSONContent } from '@tiptap/core'
import { useSyncExternalStore } from 'react'
import { newKey } from '../../wire'
import type { Article } from './model'

export type DraftMode = 'reply' | 'note' | 'phone'

/** A picture within the text: what stands there, what it is, and where this page shows it from. */
export interface Picture {
  id: string
  file: File
  url: string
}

/** A file that the server has already. */
export interface Kept {
  id: string
  name: string
  type: string
  size: number
  /** What the text calls it, if it stands there as a picture. */
  contentId?: string
}

/** What an agent is about to add to a ticket. */
export interface Draft {
  /** Which draft it is, as long as it lives. */
  begun?: string
  mode: DraftMode
  to: string[]
  cc: string[]
  /** Blind copies; not there while nobody asked for them. */
  bcc?: string[]
  document: JSONContent | null
  /** The document as plain text, for the warnings. */
  text: string
  /** The state to set when sending; empty for no change. */
  state: string
  pendingUntil: string
  /** Whether the customer sees it; only a phone note can choose. */
  visible: boolean
  answers: string | null
  /** The mail that is sent again, and its files that go with it. */
  resends?: string
  kept?: Kept[]
  /** How many articles there were when writing began. */
  seen: number
  /** Makes sending twice harmless. */
  key: string
}

const prefix = 'beleg.draft.'
const pause = 400

const drafts = new Map<string, Draft>()
const files = new Map<string, File[]>()
const pictures = new Map<string, Picture[]>()
const listeners = new Set<() => void>()
const timers = new Map<string, ReturnType<typeof setTimeout>>()
const noFiles: File[] = []

function announce() {
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function read(id: string): Draft | undefined {
  const known = drafts.get(id)
  if (known) return known
  try {
    const stored = localStorage.getItem(prefix + id)
    if (!stored) return undefined
    const draft = JSON.parse(stored) as Draft
    drafts.set(id, draft)
    return draft
  } catch {
    return undefined
  }
}

function store(id: string) {
  const draft = drafts.get(id)
  try {
    if (draft) localStorage.setItem(prefix + id, JSON.stringify(draft))
    else localStorage.removeItem(prefix + id)
  } catch {
    // The store is full or closed: the draft still lives as long as the page.
  }
}

export function newDraft(mode: DraftMode, to: string[], cc: string[], seen: number, answers: string | null): Draft {
  return {
    begun: newKey(),
    mode,
    to,
    cc,
    document: null,
    text: '',
    state: '',
    pendingUntil: '',
    visible: mode === 'phone',
    answers,
    seen,
    key: newKey(),
  }
}

const paragraphsOf = (text: string): JSONContent => {
  const lines = text.replaceAll('\r\n', '\n').split('\n')
  const paragraphs = lines.filter((line, at) => line.trim() !== '' || at > 0).map((line) => ({ type: 'paragraph', ...(line.trim() === '' ? {} : { content: [{ type: 'text', text: line }] }) }))
  return { type: 'doc', content: paragraphs }
}

/** A draft of a mail that went out before, with all that can be changed; `document` is its HTML as the editor has it. */
export function again(article: Article, seen: number, document: JSONContent | null): Draft {
  return {
    ...newDraft('reply', article.to, article.cc, seen, null),
    ...(article.bcc.length > 0 ? { bcc: article.bcc } : {}),
    document: document ?? paragraphsOf(article.text),
    text: article.text,
    resends: article.id,
    kept: article.attachments.map(({ id, name, type, size, content_id }) => ({ id, name, type, size, ...(content_id ? { contentId: content_id } : {}) })),
  }
}

/** Keeps a draft. It is written to the disk shortly after the last change. */
export function keepDraft(id: string, draft: Draft): void {
  drafts.set(id, draft)
  clearTimeout(timers.get(id))
  timers.set(
    id,
    setTimeout(() => store(id), pause),
  )
  announce()
}

export function dropDraft(id: string): void {
  clearTimeout(timers.get(id))
  drafts.delete(id)
  files.delete(id)
  dropPictures(id)
  store(id)
  announce()
}

/** Puts another draft, without its files and pictures, where one may be; gives the way back if something would be lost. */
export function replaceDraft(id: string, next: Draft): (() => void) | null {
  const [before, held, shown] = [read(id), files.get(id) ?? noFiles, picturesOf(id)]
  dropDraft(id)
  keepDraft(id, next)
  if (!before || (before.text.trim() === '' && held.length + shown.length === 0)) return null
  return () => {
    dropDraft(id)
    files.set(id, held)
    pictures.set(
      id,
      shown.map((picture) => ({ ...picture, url: URL.createObjectURL(picture.file) })),
    )
    keepDraft(id, before)
  }
}

/** Files live as long as the page: they are too big for where drafts are kept. */
export function keepFiles(id: string, kept: File[]): void {
  files.set(id, kept)
  announce()
}

/** Keeps pictures for a draft; they live as long as the page, as files do. */
export function addPictures(id: string, added: File[]): Picture[] {
  const made = added.map((file) => ({ id: `${newKey()}@desk`, file, url: URL.createObjectURL(file) }))
  pictures.set(id, [...(pictures.get(id) ?? []), ...made])
  return made
}

export const picturesOf = (id: string): Picture[] => pictures.get(id) ?? []

function dropPictures(id: string): void {
  for (const { url } of picturesOf(id)) URL.revokeObjectURL(url)
  pictures.delete(id)
}

const ownerKey = 'beleg.drafts-of'

/** Forgets the drafts if they are somebody else's who worked on this computer before. */
export function claimDrafts(agent: string): void {
  if (localStorage.getItem(ownerKey) !== agent) forgetDrafts()
  localStorage.setItem(ownerKey, agent)
}

/** Forgets every draft on this computer, when one signs out. */
export function forgetDrafts(): void {
  for (const timer of timers.values()) clearTimeout(timer)
  drafts.clear()
  files.clear()
  for (const id of [...pictures.keys()]) dropPictures(id)
  for (const key of Object.keys(localStorage)) if (key.startsWith(prefix)) localStorage.removeItem(key)
}

export function useDraft(id: string): Draft | undefined {
  return useSyncExternalStore(subscribe, () => read(id))
}

export function useDraftFiles(id: string): File[] {
  return useSyncExternalStore(subscribe, () => files.get(id) ?? noFiles)
}
