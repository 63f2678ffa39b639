/** The regions of the page in the order in which `F6` visits them. */
const order = ['views', 'list', 'conversation', 'composer', 'context']

/** Moves the focus to the next region that is on the page, or to the one before. */
export function nextRegion(back: boolean): void {
  const panes = order.flatMap((name) => {
    const pane = document.querySelector<HTMLElement>(`[data-region="${name}"]`)
    return pane && pane.offsetParent !== null ? [pane] : []
  })
  if (panes.length === 0) return
  const here = panes.findIndex((pane) => pane.contains(document.activeElement))
  const step = back ? -1 : 1
  const next = here < 0 ? 0 : (here + step + panes.length) % panes.length
  panes[next]?.focus()
}

/** Listens to `F6` and shift `F6`. Returns how to stop. */
export function listenToRegions(): () => void {
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'F6' || document.querySelector('[role="dialog"]')) return
    event.preventDefault()
    nextRegion(event.shiftKey)
  }
  window.addEventListener('keydown', onKey)
  return () => window.removeEventListener('keydown', onKey)
}
