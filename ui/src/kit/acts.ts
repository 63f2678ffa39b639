import { useEffect, useRef, useSyncExternalStore } from 'react'

/** Something one can do here and now: by its shortcut and from the palette. */
export interface Act {
  id: string
  label: string
  /** The heading it stands under in the palette. */
  group: string
  icon?: string
  /** One key (`r`), a key with shift (`M`), or two in a row (`g m`). */
  keys?: string
  /** Words one may also look for. */
  also?: string
  run: () => void
}

const sets = new Map<symbol, Act[]>()
const listeners = new Set<() => void>()
let all: Act[] = []

function changed() {
  all = [...sets.values()].toReversed().flat()
  for (const listener of listeners) listener()
}

/** Offers acts while the caller is on the page. The last caller's acts come first and win a key. */
export function useActs(acts: Act[]): void {
  const me = useRef(Symbol('acts'))
  useEffect(() => {
    const key = me.current
    sets.set(key, acts)
    changed()
    return () => {
      sets.delete(key)
      changed()
    }
  }, [acts])
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** All acts that are offered now. */
export function useAllActs(): Act[] {
  return useSyncExternalStore(subscribe, () => all)
}

/** All acts that are offered now, outside of components. */
export function allActs(): Act[] {
  return all
}
