import { useEffect, useRef } from 'react'

/** Keeps the focus in a list whose rows come and go: a new row gets it, and where one goes the row that moves up, else the button that adds. */
export function useRowFocus(count: number) {
  const list = useRef<HTMLDivElement>(null)
  const next = useRef<number | null>(null)
  useEffect(() => {
    if (next.current === null) return
    const row = list.current?.querySelectorAll('li')[next.current]
    next.current = null
    const target = row?.querySelector<HTMLElement>('input, select, button') ?? list.current?.querySelector<HTMLElement>(':scope > div > button')
    target?.focus()
  }, [count])
  /** The row at this place comes, or goes. */
  const at = (index: number) => {
    next.current = index
  }
  return { list, at }
}
