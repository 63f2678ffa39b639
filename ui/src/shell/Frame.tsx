import { useQueryClient } from '@tanstack/react-query'
import { Outlet, useRouter } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { listenToKeys, listenToRegions, prepareDialogs, Toasts } from '../kit'
import { Proving } from '../rooms/access'
import { LiveTickets, useGoActs } from '../rooms/tickets'
import { late, listenLive, type LiveState, onSessionEnd, useWireWords } from '../wire'
import classes from './Frame.module.css'
import { signInAddress } from './leave'
import { ConnectionNotice, SessionEnded } from './Notices'
import { Palette } from './Palette'
import { Spine } from './Spine'
import { useShellActs } from './useShellActs'

/** Fetched when it is opened for the first time. */
const KeysSheet = late(async () => (await import('./KeysSheet')).KeysSheet)

type Open = 'palette' | 'keys' | null

/** What stands around every page: the spine, the notices, the palette, and the ear at the live stream. */
export function Frame() {
  const common = useWireWords()
  const router = useRouter()
  const client = useQueryClient()
  const [open, setOpen] = useState<Open>(null)
  const [asked, setAsked] = useState(false)
  if (open === 'keys' && !asked) setAsked(true)
  const [live, setLive] = useState<LiveState>('connecting')
  const [ended, setEnded] = useState(false)

  useGoActs()
  useShellActs(setOpen)
  useEffect(() => {
    const timer = setTimeout(prepareDialogs, 2_000)
    return () => clearTimeout(timer)
  }, [])
  useEffect(() => listenToKeys(), [])
  useEffect(() => listenToRegions(), [])
  useEffect(() => onSessionEnd(() => setEnded(true)), [])
  useEffect(() => {
    const tickets = new LiveTickets(client)
    return listenLive({
      onChanges: (changes) => tickets.take(changes),
      onReset: () => tickets.reset(),
      onSessionEnded: () => setEnded(true),
      onState: setLive,
    })
  }, [client])
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== 'k') return
      event.preventDefault()
      setOpen((now) => (now === 'palette' ? null : 'palette'))
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
  useEffect(() => router.subscribe('onResolved', () => setOpen(null)), [router])

  return (
    <div className={classes.frame}>
      <Spine onPalette={() => setOpen('palette')} onKeys={() => setOpen('keys')} />
      <div className={classes.rest}>
        <ConnectionNotice live={live} />
        <div className={classes.page}>
          <Outlet />
        </div>
      </div>
      <Title />
      <Toasts label={common('wire.notices')} closeLabel={common('wire.close')} />
      <Palette open={open === 'palette'} onClose={() => setOpen(null)} />
      {asked ? <KeysSheet open={open === 'keys'} onClose={() => setOpen(null)} /> : null}
      <Proving signIn={signInAddress} />
      <SessionEnded open={ended} />
    </div>
  )
}

/** Says the title of the page when it changes, for those who do not see it change. */
function Title() {
  const [title, setTitle] = useState('')
  useEffect(() => {
    const element = document.querySelector('title')
    if (!element) return undefined
    const observer = new MutationObserver(() => setTitle(document.title))
    observer.observe(element, { childList: true, characterData: true, subtree: true })
    return () => observer.disconnect()
  }, [])
  return (
    <p className="said-only" role="status">
      {title}
    </p>
  )
}
