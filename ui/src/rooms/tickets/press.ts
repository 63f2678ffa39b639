/** Presses the control of that name, or puts the focus into it if it is a field. False if it is not on the page. */
export function press(name: string): boolean {
  const found = document.querySelector<HTMLElement>(`[data-act="${name}"]`)
  if (!found) return false
  found.focus()
  if (!(found instanceof HTMLInputElement)) found.click()
  return true
}
