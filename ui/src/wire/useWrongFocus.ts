import { useEffect } from 'react'

const focusWrong = () => document.querySelector<HTMLElement>('main [aria-invalid="true"]')?.focus()

/** Where the server refuses a field, the focus goes to it once it is drawn as wrong. What it gives does so for gaps that are found here. */
export function useWrongFocus(error: unknown): () => void {
  useEffect(() => {
    if (error) focusWrong()
  }, [error])
  return () => void requestAnimationFrame(focusWrong)
}
