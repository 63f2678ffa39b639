import { allActs } from './acts'

const storageKey = 'beleg.shortcuts'
const patience = 1200
const own = new Set(['INPUT', 'TEXTAREA', 'SELECT'])

/** Whether single keys do something. One can switch that off (WCAG 2.1.4). */
export function shortcutsOn(): boolean {
  return localStorage.getItem(storageKey) !== 'off'
}

export function setShortcutsOn(on: boolean): void {
  localStorage.setItem(storageKey, on ? 'on' : 'off')
}

/** Whether a key pressed there is meant as text, or belongs to an open dialog, menu or list. */
export function isTaken(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (own.has(target.tagName) || target.isContentEditable) return true
  return target.closest('[role="dialog"], [role="menu"], [role="listbox"]') !== null
}

/** Reads keys and says which sequence they make: `j`, `M`, `g m`. */
export class KeyReader {
  #first = ''
  #since = 0

  /** The act for this key, if any. `now` in milliseconds. */
  read(key: string, now: number, known: (sequence: string) => boolean, isPrefix: (key: string) => boolean): string | null {
    const pending = now - this.#since < patience ? this.#first : ''
    this.#first = ''
    if (pending && known(`${pending} ${key}`)) return `${pending} ${key}`
    if (isPrefix(key)) {
      this.#first = key
      this.#since = now
      return null
    }
    return known(key) ? key : null
  }
}

/** Listens to the keyboard for the whole page. Returns how to stop. */
export function listenToKeys(target: Window = window): () => void {
  const reader = new KeyReader()
  const onKey = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
    if (event.key.length !== 1 || !shortcutsOn() || isTaken(event.target)) return
    if (document.querySelector('[role="dialog"]')) return
    const acts = allActs()
    const sequence = reader.read(
      event.key,
      event.timeStamp,
      (wanted) => acts.some((act) => act.keys === wanted),
      (key) => acts.some((act) => act.keys?.startsWith(`${key} `)),
    )
    if (sequence === null) return
    event.preventDefault()
    acts.find((act) => act.keys === sequence)?.run()
  }
  target.addEventListener('keydown', onKey)
  return () => target.removeEventListener('keydown', onKey)
}

/** The keys as one reads them: `⇧M` for shift, the parts of a sequence apart. */
export function spell(keys: string): string {
  return keys
    .split(' ')
    .map((key) => (/^\p{Lu}$/u.test(key) ? `⇧${key.toLowerCase()}` : key))
    .join(' ')
}
