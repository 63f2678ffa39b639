import { useState } from 'react'
import { Button, Dialog, Foot, TextField } from '../../../kit'
import { useTimes, useWireWords } from '../../../wire'
import { localInput, presets } from '../model'
import { useTicketWords } from '../words'
import classes from './PendingDialog.module.css'

interface Props {
  open: boolean
  onClose: () => void
  /** Gives the time as RFC 3339. */
  onPick: (until: string) => void
}

/** Asks until when a ticket waits. */
export function PendingDialog({ open, onClose, onPick }: Props) {
  const say = useTicketWords()
  const common = useWireWords()
  return (
    <Dialog open={open} onClose={onClose} title={say('tickets.pending')} closeLabel={common('wire.close')}>
      <Form onClose={onClose} onPick={onPick} />
    </Dialog>
  )
}

function Form({ onClose, onPick }: Omit<Props, 'open'>) {
  const say = useTicketWords()
  const common = useWireWords()
  const times = useTimes()
  const [now] = useState(() => new Date())
  const offered = presets(now)
  const [own, setOwn] = useState(localInput(offered[1]?.at ?? now))
  const [wrong, setWrong] = useState(false)
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        const at = new Date(own)
        if (Number.isNaN(at.getTime()) || at.getTime() <= Date.now()) setWrong(true)
        else onPick(at.toISOString())
      }}
    >
      <div className={classes.presets}>
        {offered.map((preset, index) => (
          <button key={preset.key} type="button" className={classes.preset} data-autofocus={index === 0 || undefined} onClick={() => onPick(preset.at.toISOString())}>
            <span>{say(`tickets.pending.${preset.key}`)}</span>
            <span className={classes.time}>{times.short(preset.at.toISOString())}</span>
          </button>
        ))}
      </div>
      <TextField
        type="datetime-local"
        label={say('tickets.pending.own')}
        value={own}
        min={localInput(now)}
        error={wrong ? say('tickets.pending.wrong') : undefined}
        onChange={(event) => setOwn(event.currentTarget.value)}
      />
      <Foot>
        <Button look="primary" type="submit">
          {say('tickets.act.pending')}
        </Button>
        <Button look="quiet" onClick={onClose}>
          {common('wire.cancel')}
        </Button>
      </Foot>
    </form>
  )
}
