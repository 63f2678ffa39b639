import { useBlocker } from '@tanstack/react-router'
import { type ReactNode, useEffect, useRef } from 'react'
import { Button, Dialog, Foot } from '../kit'
import { useWireWords } from './words'

interface Leaving {
  /** Stands somewhere in the page. */
  question: ReactNode
  /** Whoever goes because they saved is not asked. */
  letGo: () => void
}

/** Asks before somebody leaves a form that holds what is not saved. */
export function useLeaving(dirty: boolean): Leaving {
  const common = useWireWords()
  const free = useRef(false)
  useEffect(() => {
    if (!dirty) free.current = false
  }, [dirty])
  const holds = () => dirty && !free.current
  const { status, proceed, reset } = useBlocker({ shouldBlockFn: holds, enableBeforeUnload: holds, withResolver: true })
  const stay = () => reset?.()
  const question = (
    <Dialog open={status === 'blocked'} onClose={stay} title={common('wire.leave')} closeLabel={common('wire.close')}>
      <p>{common('wire.leave.words')}</p>
      <Foot>
        <Button look="primary" onClick={stay}>
          {common('wire.leave.stay')}
        </Button>
        <Button look="danger" onClick={() => proceed?.()}>
          {common('wire.leave.go')}
        </Button>
      </Foot>
    </Dialog>
  )
  return { question, letGo: () => (free.current = true) }
}
