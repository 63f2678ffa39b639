import { useEffect, useState } from 'react'
import { askBy, late, type Wanted } from '../../wire'

/** Fetched when something has to be shown. */
const ProofDialog = late(async () => (await import('./parts/ProofDialog')).ProofDialog)

interface Question {
  wanted: Wanted
  answer: (shown: boolean) => void
}

/** Stands once in the page: asks the person when the server wants to be shown something before it does what was asked. */
export function Proving({ signIn }: { signIn: () => string }) {
  const [question, setQuestion] = useState<Question | null>(null)
  useEffect(() => {
    // Several calls at once are asked about once.
    let asked: Promise<boolean> | null = null
    askBy((wanted) => {
      asked ??= new Promise<boolean>((answer) => setQuestion({ wanted, answer })).finally(() => {
        asked = null
        setQuestion(null)
      })
      return asked
    })
    return () => askBy(() => Promise.resolve(false))
  }, [])
  return question ? <ProofDialog wanted={question.wanted} signIn={signIn} onAnswer={question.answer} /> : null
}
