import close from 'icon:x'
import { useEffect, useState, useSyncExternalStore, type ReactNode } from 'react'
import { Button, IconButton } from './Button'
import { Icon } from './Icon'
import classes from './toast.module.css'

interface Toast {
  id: number
  words: ReactNode
  icon?: string
  look: 'ink' | 'bad'
  undo?: { label: string; run: () => void }
}

const lifetime = 10_000
let shown: Toast[] = []
let count = 0
const listeners = new Set<() => void>()

function set(next: Toast[]) {
  shown = next
  for (const listener of listeners) listener()
}

/** Says what happened, at the bottom left, for ten seconds. At most three at a time. */
export function toast(words: ReactNode, options: { icon?: string; look?: Toast['look']; undo?: Toast['undo'] } = {}): void {
  count += 1
  set([...shown.slice(-2), { id: count, words, look: options.look ?? 'ink', icon: options.icon, undo: options.undo }])
}

/** Undoes what the last toast offers to undo. False if there is nothing to undo. */
export function undoLast(): boolean {
  const last = shown.findLast((one) => one.undo)
  if (!last) return false
  drop(last.id)
  last.undo?.run()
  return true
}

function drop(id: number) {
  set(shown.filter((one) => one.id !== id))
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Where toasts appear; stands once in the page. */
export function Toasts({ label, closeLabel }: { label: string; closeLabel: string }) {
  const toasts = useSyncExternalStore(subscribe, () => shown)
  return (
    <section className={classes.place} aria-label={label} role="status">
      {toasts.map((one) => (
        <Plate key={one.id} toast={one} closeLabel={closeLabel} />
      ))}
    </section>
  )
}

function Plate({ toast: one, closeLabel }: { toast: Toast; closeLabel: string }) {
  const [held, setHeld] = useState(false)
  useEffect(() => {
    if (held) return undefined
    const timer = setTimeout(() => drop(one.id), lifetime)
    return () => clearTimeout(timer)
  }, [held, one.id])
  return (
    <div
      className={classes.toast}
      data-look={one.look}
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      {one.icon ? <Icon d={one.icon} /> : null}
      <span className={classes.words}>{one.words}</span>
      {one.undo ? (
        <Button
          look="quiet"
          size="small"
          keys="z"
          className={classes.undo}
          onClick={() => {
            drop(one.id)
            one.undo?.run()
          }}
        >
          {one.undo.label}
        </Button>
      ) : null}
      <IconButton label={closeLabel} icon={close} size="small" className={classes.undo} onClick={() => drop(one.id)} />
    </div>
  )
}
