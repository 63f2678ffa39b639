import type { JSONContent } from '@tiptap/core'
import { useSyncExternalStore } from 'react'
import { newKey } from '../../wire'

export type DraftMode = 'reply' | 'note' | 'phone'

/** What an agent is about to add to a ticket. */
export interface Draft {
  mode: DraftMode
  to: string[]
  cc: string[]
  document: JSONContent | null
  /** The document as plain text, for the warnings. */
  text: string
  /** The state to set when sending; empty for no change. */
  state: string
  pendingUntil: string
  /** Whether the customer sees it; only a phone note can choose. */
  visible: boolean
  answers: string | null
  /** How many articles there were when writing began. */
  seen: number
  /** Makes sending twice harmless. */
  key: string
}

const prefix = 'beleg.draft.'
const pause = 400

const drafts = new Map<string, Draft>()
const files = new Map<string, File[]>()
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
  store(id)
  announce()
}

/** Files live as long as the page: they are too big for where drafts are kept. */
export function keepFiles(id: string, kept: File[]): void {
  files.set(id, kept)
  announce()
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
  for (const key of Object.keys(localStorage)) if (key.startsWith(prefix)) localStorage.removeItem(key)
}

export function useDraft(id: string): Draft | undefined {
  return useSyncExternalStore(subscribe, () => read(id))
}

export function useDraftFiles(id: string): File[] {
  return useSyncExternalStore(subscribe, () => files.get(id) ?? noFiles)
}
