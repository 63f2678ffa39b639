import { lazy } from 'react'

export type { EditorWords, Written } from './Editor'

const load = () => import('./Editor')

/** The editor, fetched when it is first needed. */
export const Editor = lazy(load)

/** Fetches the editor before it is needed. If that fails, it is fetched again when it is. */
export const prepareEditor = () => void load().catch(() => undefined)

/** The document of an article's HTML; see there. */
export const readHtml = async (html: string, pictures: { id: string; name: string }[]) => (await import('./read')).readHtml(html, pictures)
