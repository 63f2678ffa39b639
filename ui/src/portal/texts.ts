import { useState } from 'react'

const prefix = 'beleg.text.'

/** A text that survives leaving the page, until it is sent. */
export function useKeptText(key: string): [string, (text: string) => void] {
  const [text, setText] = useState(() => localStorage.getItem(prefix + key) ?? '')
  return [
    text,
    (next) => {
      setText(next)
      if (next === '') localStorage.removeItem(prefix + key)
      else localStorage.setItem(prefix + key, next)
    },
  ]
}

const ownerKey = 'beleg.texts-of'

/** Forgets the texts if they are somebody else's who used this device before. */
export function claimTexts(customerUser: string): void {
  if (localStorage.getItem(ownerKey) !== customerUser) forgetTexts()
  localStorage.setItem(ownerKey, customerUser)
}

/** Forgets what was written but not sent, when one signs out. */
export function forgetTexts(): void {
  for (const key of Object.keys(localStorage)) if (key.startsWith(prefix)) localStorage.removeItem(key)
}
