import { type ReactNode, useState } from 'react'
import { Button, Chips } from '../../../kit'
import { useWireWords } from '../../../wire'
import type { Draft } from '../drafts'
import { isAddress } from '../model'
import type { Obstacle } from '../useSending'
import { useTicketWords } from '../words'
import classes from './Writing.module.css'

interface Props {
  draft: Draft
  keep: (part: Partial<Draft>) => void
  obstacle: Obstacle | null
}

interface Rest {
  end?: ReactNode
  /** Whether somebody asked for the line just now. */
  focus?: boolean
}

/** Whom a mail goes to. The line for blind copies comes when somebody asks for it. */
export function Addresses({ draft, keep, obstacle }: Props) {
  const say = useTicketWords()
  const common = useWireWords()
  const [asked, setAsked] = useState(false)
  const wrong = (addresses: string[]) => obstacle === 'address' && !addresses.every(isAddress)
  const line = (label: string, value: string[], error: boolean, change: (value: string[]) => void, { end, focus = false }: Rest = {}) => (
    <div className={classes.line}>
      <span className={classes.lineName} aria-hidden>
        {label}
      </span>
      <Chips
        aria-label={label}
        size="xs"
        show={(address: string) => address.replaceAll('"', '')}
        removeLabel={(name: string) => common('wire.file.remove', { name })}
        className={classes.chips}
        value={value}
        error={error}
        onChange={change}
        autoFocus={focus}
      />
      {end}
    </div>
  )
  const bcc = draft.bcc ?? []
  const open = asked || draft.bcc !== undefined
  const more = open ? undefined : (
    <Button size="small" look="quiet" aria-label={say('tickets.composer.bcc.add')} onClick={() => setAsked(true)}>
      {say('tickets.composer.bcc')}
    </Button>
  )
  return (
    <>
      {line(say('tickets.composer.to'), draft.to, obstacle === 'nobody' || wrong(draft.to), (to) => keep({ to }))}
      {line(say('tickets.composer.cc'), draft.cc, wrong(draft.cc), (cc) => keep({ cc }), { end: more })}
      {open ? line(say('tickets.composer.bcc'), bcc, wrong(bcc), (next) => keep({ bcc: next }), { focus: asked }) : null}
    </>
  )
}
