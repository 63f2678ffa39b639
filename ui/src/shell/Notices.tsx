import plug from 'icon:plugs'
import { useEffect, useRef, useState } from 'react'
import { buttonClass, Dialog, Hint, toast, usePatience } from '../kit'
import { type LiveState, useWireWords } from '../wire'
import { signInAddress } from './leave'
import classes from './Notices.module.css'
import { useShellWords } from './words'

const patience = 3_000

function useOffline(): boolean {
  const [offline, setOffline] = useState(!navigator.onLine)
  useEffect(() => {
    const on = () => setOffline(false)
    const off = () => setOffline(true)
    window.addEventListener('online', on)
    window.addEventListener('offline', off)
    return () => {
      window.removeEventListener('online', on)
      window.removeEventListener('offline', off)
    }
  }, [])
  return offline
}

/** Says that the connection is broken, once it has been for a while, and that it is back. */
export function ConnectionNotice({ live }: { live: LiveState }) {
  const say = useShellWords()
  const down = useOffline() || live === 'down'
  const shown = usePatience(down, patience)
  const told = useRef(false)
  useEffect(() => {
    if (shown) told.current = true
    else if (told.current && live === 'live') {
      told.current = false
      toast(say('shell.again'), { icon: plug })
    }
  }, [shown, live, say])
  if (!shown) return null
  return (
    <Hint look="stale" icon={plug} role="status" className={classes.notice}>
      {say('shell.offline')}
    </Hint>
  )
}

/** Says that one has to sign in again. It stays until one does: nothing else would work. */
export function SessionEnded({ open }: { open: boolean }) {
  const say = useShellWords()
  const common = useWireWords()
  const [hidden, setHidden] = useState(false)
  return (
    <Dialog open={open && !hidden} onClose={() => setHidden(true)} title={say('shell.ended')} closeLabel={common('wire.close')}>
      <p>{say('shell.ended.words')}</p>
      <p className={classes.act}>
        <a href={signInAddress()} className={buttonClass('primary')}>
          {say('shell.ended.sign-in')}
        </a>
      </p>
    </Dialog>
  )
}
