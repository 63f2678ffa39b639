import check from 'icon:check'
import { useState } from 'react'
import { Button, Dialog, Foot, FormSection, Hint, toast } from '../../../kit'
import { problemWord, useWireWords } from '../../../wire'
import { type Somebody, useResetFactors, useSendLink } from '../api'
import { useAccessWords } from '../words'
import classes from './Page.module.css'
import { Words } from './Words'

export interface SignInHelpProps extends Somebody {
  name: string
  email: string
  /** Who is not valid does not sign in. */
  valid: boolean
  /** They were just made known: there is nothing to take away. */
  fresh?: boolean
  onSent?: () => void
}

/** How an administrator helps somebody to sign in: a link to choose a password, and letting go of factors that are lost. */
export const SignInHelp = (props: SignInHelpProps) => (
  <Words>
    <Help {...props} />
  </Words>
)

function Help({ kind, id, name, email, valid, fresh = false, onSent }: SignInHelpProps) {
  const say = useAccessWords()
  const common = useWireWords()
  const [asking, setAsking] = useState(false)
  const send = useSendLink()
  const reset = useResetFactors()
  const busy = send.isPending || reset.isPending
  const onError = (problem: unknown) => toast(common(problemWord(problem)), { look: 'bad' })
  const onLink = () => {
    if (busy || !valid) return
    send.mutate(
      { kind, id },
      {
        onError,
        onSuccess: () => {
          toast(say('access.help.sent', { email }), { icon: check })
          onSent?.()
        },
      },
    )
  }
  const onReset = () => {
    setAsking(false)
    reset.mutate({ kind, id }, { onError, onSuccess: () => toast(say('access.help.reset.done', { name }), { icon: check }) })
  }
  return (
    <FormSection title={say('access.help')} words={say('access.help.words')}>
      <div>
        <Button look={fresh ? 'primary' : 'secondary'} aria-disabled={busy || !valid} onClick={onLink}>
          {say('access.help.send')}
        </Button>
      </div>
      <p>{say(valid ? 'access.help.send.words' : 'access.help.invalid', { email })}</p>
      {fresh ? null : (
        <div>
          <Button look="danger" aria-disabled={busy} onClick={() => (busy ? undefined : setAsking(true))}>
            {say('access.help.reset')}
          </Button>
        </div>
      )}
      <Dialog open={asking} onClose={() => setAsking(false)} title={say('access.help.reset.ask', { name })} closeLabel={common('wire.close')}>
        <p className={classes.said}>{say('access.help.reset.words', { name })}</p>
        <Hint look="stale">{say('access.help.reset.sure')}</Hint>
        <Foot>
          <Button look="final" onClick={onReset}>
            {say('access.help.reset')}
          </Button>
          <Button look="quiet" onClick={() => setAsking(false)}>
            {common('wire.cancel')}
          </Button>
        </Foot>
      </Dialog>
    </FormSection>
  )
}
