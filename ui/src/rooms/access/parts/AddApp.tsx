import { useQuery } from '@tanstack/react-query'
import check from 'icon:check'
import copy from 'icon:copy'
import { useRef, useState } from 'react'
import { Button, Foot, Hint, TextField, toast, Waiting } from '../../../kit'
import { asProblem, Failed, inPortal, problemWord, type Schemas, useWireWords } from '../../../wire'
import { beginFactor, useConfirmFactor } from '../api'
import { useAccessWords } from '../words'
import classes from './Factors.module.css'
import { Step } from './Step'

type Made = Schemas['MadeFactor']
const size = inPortal ? 'large' : 'normal'

/** Sets up an authenticator app: show the picture to it, and type what it shows. */
export function AddApp({ onMade, onLeave }: { onMade: (made: Made) => void; onLeave: () => void }) {
  const say = useAccessWords()
  const common = useWireWords()
  // A secret is for one time: neither kept nor asked for again behind one's back.
  const { data, error, refetch } = useQuery({ queryKey: ['begun-app'], queryFn: () => beginFactor('totp'), gcTime: 0, staleTime: Infinity, retry: false })
  return (
    <Step title={say('access.app.title')}>
      {data?.totp ? (
        <Form ceremony={data.ceremony} totp={data.totp} onMade={onMade} onLeave={onLeave} />
      ) : (
        <>
          {error ? <Failed error={error} onRetry={() => void refetch()} /> : <Waiting widths={[60, 40, 80]} />}
          <Foot>
            <Button look="quiet" size={size} onClick={onLeave}>
              {common('wire.cancel')}
            </Button>
          </Foot>
        </>
      )}
    </Step>
  )
}

interface FormProps {
  ceremony: string
  totp: Schemas['BegunTotp']
  onMade: (made: Made) => void
  onLeave: () => void
}

function Form({ ceremony, totp, onMade, onLeave }: FormProps) {
  const say = useAccessWords()
  const common = useWireWords()
  const field = useRef<HTMLInputElement>(null)
  const [code, setCode] = useState('')
  const [name, setName] = useState(() => say('access.app.name.usual'))
  const [missing, setMissing] = useState<'code' | 'name' | null>(null)
  const { mutate, isPending, error, reset } = useConfirmFactor()
  const refusal = error ? asProblem(error) : null
  const wrong = refusal?.errors.some(({ field: about }) => about === 'code')
  const unfit = refusal?.errors.some(({ field: about }) => about === 'name')
  const over = refusal?.slug === 'not-found'
  const { size: width, path } = totp.picture
  return (
    <form
      className={classes.fields}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (isPending) return
        const lack = code.trim() === '' ? 'code' : name.trim() === '' ? 'name' : null
        setMissing(lack)
        if (lack) return event.currentTarget.querySelector<HTMLInputElement>(`input[name="${lack}"]`)?.focus()
        mutate({ ceremony, name: name.trim(), code: code.trim() }, { onSuccess: onMade, onError: () => field.current?.focus() })
      }}
    >
      <ol className={classes.steps}>
        <li>
          <p>{say('access.app.install')}</p>
        </li>
        <li>
          <p>{say('access.app.scan')}</p>
          <svg viewBox={`0 0 ${width} ${width}`} className={classes.picture} role="img" aria-label={say('access.app.picture')} shapeRendering="crispEdges">
            <path d={path} />
          </svg>
          <p>{say('access.app.type')}</p>
          <p className={classes.secret}>
            <code>{totp.secret.replaceAll(/(.{4})(?=.)/g, '$1 ')}</code>
            <Button size="small" icon={copy} onClick={() => void navigator.clipboard.writeText(totp.secret).then(() => toast(say('access.app.copied'), { icon: check }))}>
              {say('access.app.copy')}
            </Button>
          </p>
          <p>
            <a className={classes.here} href={totp.address}>{say('access.app.here')}</a>
          </p>
        </li>
        <li>
          <TextField
            ref={field}
            label={say('access.app.code')}
            description={say('access.app.code.help')}
            name="code"
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={16}
            value={code}
            error={missing === 'code' ? say('access.app.code.missing') : wrong ? say('access.app.code.wrong') : undefined}
            onChange={(event) => {
              setCode(event.currentTarget.value)
              setMissing(null)
              reset()
            }}
          />
        </li>
        <li>
          <TextField
            label={say('access.factor.name')}
            description={say('access.factor.name.help')}
            name="name"
            maxLength={100}
            autoComplete="off"
            value={name}
            error={missing === 'name' ? say('access.factor.name.missing') : unfit ? say('access.factor.name.unfit') : undefined}
            onChange={(event) => {
              setName(event.currentTarget.value)
              setMissing(null)
              reset()
            }}
          />
        </li>
      </ol>
      {error && !wrong && !unfit ? (
        <Hint look="bad" role="alert">
          {over ? say('access.factor.over') : common(problemWord(error))}
        </Hint>
      ) : null}
      <Foot>
        <Button look="primary" size={size} type="submit" aria-disabled={isPending}>
          {say('access.app.done')}
        </Button>
        <Button look="quiet" size={size} onClick={onLeave}>
          {common('wire.cancel')}
        </Button>
      </Foot>
    </form>
  )
}
