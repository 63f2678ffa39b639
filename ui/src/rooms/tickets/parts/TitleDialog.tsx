import { useState } from 'react'
import { Button, Dialog, Foot, TextField } from '../../../kit'
import { useWireWords } from '../../../wire'
import { useTicketWords } from '../words'

interface Props {
  title: string
  open: boolean
  onClose: () => void
  onSave: (title: string) => void
}

/** Asks for another title. */
export function TitleDialog({ title, open, onClose, onSave }: Props) {
  const say = useTicketWords()
  const common = useWireWords()
  return (
    <Dialog open={open} onClose={onClose} title={say('tickets.act.title')} closeLabel={common('wire.close')}>
      <Form title={title} onClose={onClose} onSave={onSave} />
    </Dialog>
  )
}

function Form({ title, onClose, onSave }: Omit<Props, 'open'>) {
  const say = useTicketWords()
  const common = useWireWords()
  const [text, setText] = useState(title)
  const [missing, setMissing] = useState(false)
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        const next = text.trim()
        if (next === '') setMissing(true)
        else if (next === title) onClose()
        else onSave(next)
      }}
    >
      <TextField
        label={say('tickets.title')}
        value={text}
        data-autofocus
        error={missing ? say('tickets.title.missing') : undefined}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Foot>
        <Button look="primary" type="submit">
          {say('tickets.title.save')}
        </Button>
        <Button look="quiet" onClick={onClose}>
          {common('wire.cancel')}
        </Button>
      </Foot>
    </form>
  )
}
