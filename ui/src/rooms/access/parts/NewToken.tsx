import check from 'icon:check'
import copy from 'icon:copy'
import { useRef, useState } from 'react'
import { Button, Checkbox, Choices, Dialog, Foot, Hint, TextArea, TextField, toast } from '../../../kit'
import { asProblem, problemWord, useMe, useWireWords } from '../../../wire'
import { gapOf, networksIn } from '../addresses'
import { useCreateToken } from '../api'
import { scopesFor } from '../scopes'
import { useAccessWords } from '../words'
import classes from './Page.module.css'

const spans = ['30', '90', '365'] as const

/** Makes a token, and shows it this one time. */
export function NewToken({ open, onClose }: { open: boolean; onClose: () => void }) {
  const say = useAccessWords()
  const common = useWireWords()
  const [secret, setSecret] = useState<string | null>(null)
  const close = () => {
    setSecret(null)
    onClose()
  }
  return (
    <Dialog open={open} onClose={close} title={say(secret ? 'access.token.made' : 'access.token.new')} closeLabel={common('wire.close')}>
      {secret ? <Made secret={secret} onClose={close} /> : <Form onMade={setSecret} onClose={close} />}
    </Dialog>
  )
}

function Made({ secret, onClose }: { secret: string; onClose: () => void }) {
  const say = useAccessWords()
  return (
    <>
      <Hint look="stale">{say('access.token.once')}</Hint>
      <code className={classes.secret} tabIndex={0}>
        {secret}
      </code>
      <Foot>
        <Button
          look="primary"
          icon={copy}
          onClick={() => void navigator.clipboard.writeText(secret).then(() => toast(say('access.token.copied'), { icon: check }))}
        >
          {say('access.token.copy')}
        </Button>
        <Button onClick={onClose}>{say('access.token.done')}</Button>
      </Foot>
    </>
  )
}

function Form({ onMade, onClose }: { onMade: (secret: string) => void; onClose: () => void }) {
  const say = useAccessWords()
  const common = useWireWords()
  const me = useMe()
  const [name, setName] = useState('')
  const [chosen, setChosen] = useState<string[]>(['tickets:read'])
  const [days, setDays] = useState<(typeof spans)[number]>('90')
  const [wrong, setWrong] = useState<'name' | 'scopes' | 'networks' | null>(null)
  const [networks, setNetworks] = useState('')
  const form = useRef<HTMLFormElement>(null)
  const { mutate, isPending, error, reset } = useCreateToken()
  const gap = gapOf(networks)
  const isRefused = asProblem(error).errors.some(({ field }) => field === 'networks')
  const network = () => {
    if (wrong === 'networks' && gap) return 'word' in gap ? say('access.addresses.wrong.word', gap) : say('access.addresses.wrong.count', gap)
    return isRefused ? say('access.token.networks.refused') : undefined
  }
  return (
    <form
      ref={form}
      className={classes.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (isPending) return
        const found = name.trim() === '' ? 'name' : chosen.length === 0 ? 'scopes' : gap ? 'networks' : null
        setWrong(found)
        if (found) {
          requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
          return
        }
        mutate({ name: name.trim(), scopes: chosen, days: Number(days), networks: networksIn(networks) }, { onSuccess: (made) => onMade(made.token) })
      }}
    >
      <TextField
        label={say('access.token.name')}
        description={say('access.token.name.help')}
        value={name}
        data-autofocus
        error={wrong === 'name' ? say('access.token.name.missing') : undefined}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Checkbox.Group label={say('access.token.scopes')} value={chosen} onChange={setChosen} error={wrong === 'scopes' ? say('access.token.scopes.missing') : undefined}>
        <div className={classes.scopes}>
          {scopesFor(me.can).map(({ scope, word }) => (
            <Checkbox key={scope} value={scope} label={say(word)} />
          ))}
        </div>
      </Checkbox.Group>
      <Choices
        label={say('access.token.days')}
        name="days"
        value={days}
        choices={spans.map((span) => ({ value: span, label: say('access.token.days.for', { days: Number(span) }) }))}
        onChange={setDays}
      />
      <TextArea
        label={say('access.token.networks')}
        optional={common('wire.optional')}
        description={say('access.token.networks.help')}
        autosize
        minRows={1}
        maxRows={6}
        spellCheck={false}
        value={networks}
        error={network()}
        onChange={(event) => {
          setNetworks(event.currentTarget.value)
          reset()
        }}
      />
      {error && !isRefused ? (
        <Hint look="bad" role="alert">
          {common(problemWord(error))}
        </Hint>
      ) : null}
      <Foot>
        <Button look="primary" type="submit" aria-disabled={isPending}>
          {say('access.token.create')}
        </Button>
        <Button look="quiet" onClick={onClose}>
          {common('wire.cancel')}
        </Button>
      </Foot>
    </form>
  )
}
