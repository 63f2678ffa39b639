import fingerprint from 'icon:fingerprint'
import { useState } from 'react'
import { Button, Foot, Hint, TextField } from '../../../kit'
import { asProblem, inPortal, problemWord, type Schemas, useWireWords } from '../../../wire'
import { beginFactor, useConfirmFactor } from '../api'
import { useAccessWords } from '../words'
import { makePasskey } from '../webauthn'
import classes from './Factors.module.css'
import { Step } from './Step'

const size = inPortal ? 'large' : 'normal'

/** Sets up a passkey: the browser and the device ask for the rest. */
export function AddPasskey({ onMade, onLeave }: { onMade: (made: Schemas['MadeFactor']) => void; onLeave: () => void }) {
  const say = useAccessWords()
  const common = useWireWords()
  const [name, setName] = useState(() => say('access.passkey.name.usual'))
  const [missing, setMissing] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const { mutateAsync } = useConfirmFactor()
  const unfit = error !== null && asProblem(error).errors.some(({ field }) => field === 'name')
  const make = async () => {
    if (busy) return
    setMissing(name.trim() === '')
    if (name.trim() === '') return
    setBusy(true)
    setError(null)
    try {
      const begun = await beginFactor('passkey')
      const answer = await makePasskey(begun.passkey)
      onMade(await mutateAsync({ ceremony: begun.ceremony, name: name.trim(), answer }))
    } catch (refusal) {
      setError(refusal)
      setBusy(false)
    }
  }
  const words = () => {
    if (error instanceof DOMException) return say(error.name === 'InvalidStateError' ? 'access.passkey.known' : 'access.passkey.left')
    if (asProblem(error).errors.some(({ field }) => field === 'answer')) return say('access.passkey.refused')
    return common(problemWord(error))
  }
  return (
    <Step title={say('access.passkey.title')}>
      <p>{say('access.passkey.words')}</p>
      <form
        className={classes.fields}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void make()
        }}
      >
        <TextField
          label={say('access.factor.name')}
          description={say('access.factor.name.help')}
          name="name"
          maxLength={100}
          autoComplete="off"
          value={name}
          error={missing ? say('access.factor.name.missing') : unfit ? say('access.factor.name.unfit') : undefined}
          onChange={(event) => {
            setName(event.currentTarget.value)
            setMissing(false)
          }}
        />
        {error !== null && !unfit ? (
          <Hint look="bad" role="alert">
            {words()}
          </Hint>
        ) : null}
        <Foot>
          <Button look="primary" size={size} type="submit" icon={fingerprint} aria-disabled={busy}>
            {say('access.passkey.make')}
          </Button>
          <Button look="quiet" size={size} onClick={onLeave}>
            {common('wire.cancel')}
          </Button>
        </Foot>
      </form>
    </Step>
  )
}
