import { useEffect, useState } from 'react'

/** True once `on` has been true for that long, so that short waits show nothing. */
export function usePatience(on: boolean, milliseconds: number): boolean {
  const [late, setLate] = useState(false)
  useEffect(() => {
    if (!on) return undefined
    const timer = setTimeout(() => setLate(true), milliseconds)
    return () => {
      clearTimeout(timer)
      setLate(false)
    }
  }, [on, milliseconds])
  return on && late
}

/** Whether the window is at least that wide. `em` as in the table of breakpoints. */
export function useAtLeast(em: number): boolean {
  const query = `(min-width: ${em}em)`
  const [matches, setMatches] = useState(() => window.matchMedia(query).matches)
  useEffect(() => {
    const list = window.matchMedia(query)
    const onChange = () => setMatches(list.matches)
    list.addEventListener('change', onChange)
    return () => list.removeEventListener('change', onChange)
  }, [query])
  return matches
}
