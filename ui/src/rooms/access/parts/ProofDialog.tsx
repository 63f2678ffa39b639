import fingerprint from 'icon:fingerprint'
import { useEffect, useState } from 'react'
import { Button, buttonClass, Dialog, Foot, Hint, TextField } from '../../../kit'
import { asProblem, inPortal, problemWord, useMe, useWireWords, type Wanted } from '../../../wire'
import { askPasskey, prove } from '../api'
import { useAccessWords } from '../words'
import { knowsPasskeys, showPasskey } from '../webauthn'
import classes from './Page.module.css'
import { Words } from './Words'

interface Props {
  wanted: Wanted
  signIn: () => string
  onAnswer: (shown: boolean) => void
}

const size = inPortal ? 'large' : 'normal'

/** Asks once more who it is, before something that an open session alone should not be enough for. */
export const ProofDialog = (props: Props) => (
  <Words over>
    <Ask {...props} />
  </Words>
)

function Ask({ wanted, signIn, onAnswer }: Props) {
  const say = useAccessWords()
  const common = useWireWords()
  return (
    <Dialog open onClose={() => onAnswer(false)} title={say(`access.wanted.${wanted}`)} closeLabel={common('wire.close')}>
      {wanted === 'factor' ? (
        <>
          <p>{say('access.wanted.factor.words')}</p>
          <Foot>
            <Button look="primary" size={size} onClick={() => window.location.reload()}>
              {say('access.wanted.factor.go')}
            </Button>
          </Foot>
        </>
      ) : (
        <Proof signIn={signIn} onAnswer={onAnswer} />
      )}
    </Dialog>
  )
}

/** What the server lacks: a field of the form, or signing in anew. */
type Lack = 'password' | 'code' | 'sign-in'

const lackOf = (error: unknown): Lack | null => {
  const found = asProblem(error).errors.find(({ reason }) => reason === 'missing')?.field
  return found === 'password' || found === 'code' || found === 'sign-in' ? found : null
}

const isWrong = (error: unknown) => asProblem(error).errors.some(({ field, reason }) => field === 'proof' && reason === 'wrong')

function Proof({ signIn, onAnswer }: Pick<Props, 'signIn' | 'onAnswer'>) {
  const say = useAccessWords()
  const common = useWireWords()
  const me = useMe()
  const [lacks, setLacks] = useState<Lack[] | null>(null)
  const [hasPasskey, setHasPasskey] = useState(false)
  const [draft, setDraft] = useState({ password: '', code: '' })
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)

  // Asked without anything, the server says what it lacks.
  useEffect(() => {
    let current = true
    const asking = knowsPasskeys() ? askPasskey().catch(() => null) : Promise.resolve(null)
    void Promise.all([prove({}).then(() => null, (refusal: unknown) => refusal), asking]).then(([refusal, question]) => {
      if (!current) return
      const lack = lackOf(refusal)
      setHasPasskey(question !== null)
      setLacks(lack ? [lack] : [])
      if (refusal === null) onAnswer(true)
      else if (!lack) setError(refusal)
    })
    return () => {
      current = false
    }
  }, [onAnswer])

  const attempt = async (show: () => ReturnType<typeof prove>) => {
    if (busy) return
    setBusy(true)
    setError(null)
    try {
      await show()
      onAnswer(true)
    } catch (refusal) {
      const lack = lackOf(refusal)
      if (lack) setLacks((now) => [...new Set([...(now ?? []), lack])])
      else if (isWrong(refusal)) setDraft({ password: '', code: '' })
      // Whoever closes the browser's own question has thought better of it.
      if (!lack && !(refusal instanceof DOMException)) setError(refusal)
      setBusy(false)
    }
  }
  const byPasskey = () =>
    attempt(async () => {
      const question = await askPasskey()
      if (!question) return prove({})
      return prove({ passkey: { ceremony: question.ceremony, answer: await showPasskey(question.options) } })
    })
  const byForm = () => attempt(() => prove({ ...(draft.password ? { password: draft.password } : {}), ...(draft.code.trim() ? { code: draft.code.trim() } : {}) }))

  if (lacks === null) return <p aria-busy="true">{common('wire.late')}</p>
  const fields = lacks.filter((lack) => lack !== 'sign-in')
  const anew = lacks.includes('sign-in')
  const words = error ? (isWrong(error) ? say('access.proof.wrong') : common(problemWord(error))) : null
  return (
    <form
      className={classes.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void byForm()
      }}
    >
      <p>{say(anew ? 'access.proof.anew' : 'access.proof.words')}</p>
      {hasPasskey ? (
        <Button look={fields.length > 0 ? 'secondary' : 'primary'} size={size} icon={fingerprint} aria-disabled={busy} onClick={() => void byPasskey()}>
          {say('access.proof.passkey')}
        </Button>
      ) : null}
      <input type="text" name="username" autoComplete="username" value={me.login} readOnly hidden />
      {fields.includes('password') ? (
        <TextField
          label={say('access.proof.password')}
          name="password"
          type="password"
          autoComplete="current-password"
          data-autofocus
          value={draft.password}
          error={words !== null}
          onChange={(event) => setDraft({ ...draft, password: event.currentTarget.value })}
        />
      ) : null}
      {fields.includes('code') ? (
        <TextField
          label={say('access.proof.code')}
          description={say('access.proof.code.help')}
          name="code"
          autoComplete="one-time-code"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus={fields.length > 1}
          value={draft.code}
          error={words !== null}
          onChange={(event) => setDraft({ ...draft, code: event.currentTarget.value })}
        />
      ) : null}
      {words ? (
        <Hint look="bad" role="alert">
          {words}
        </Hint>
      ) : null}
      <Foot>
        {anew ? (
          <a href={signIn()} className={buttonClass('primary', size)}>
            {say('access.proof.sign-in')}
          </a>
        ) : fields.length > 0 ? (
          <Button look="primary" size={size} type="submit" aria-disabled={busy}>
            {say('access.proof.go')}
          </Button>
        ) : null}
        <Button look="quiet" size={size} onClick={() => onAnswer(false)}>
          {common('wire.cancel')}
        </Button>
      </Foot>
    </form>
  )
}
