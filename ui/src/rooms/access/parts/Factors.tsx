import { useQuery } from '@tanstack/react-query'
import check from 'icon:check'
import device from 'icon:device-mobile'
import fingerprint from 'icon:fingerprint'
import { useState } from 'react'
import { Button, Dialog, Foot, Hint, Icon, rows, Sheet, toast, Waiting } from '../../../kit'
import { Failed, inPortal, problemWord, type Schemas, useTimes, useWireWords } from '../../../wire'
import { type Factor, factorsQuery, useMakeCodes, useRemoveFactor } from '../api'
import { useAccessWords } from '../words'
import { knowsPasskeys } from '../webauthn'
import { AddApp } from './AddApp'
import { AddPasskey } from './AddPasskey'
import { Codes } from './Codes'
import classes from './Factors.module.css'

const size = inPortal ? 'large' : 'normal'

/** One's own second factors: what there is, one more, and the codes for when none is at hand. */
export function Factors({ onDone }: { onDone?: () => void }) {
  const say = useAccessWords()
  const [step, setStep] = useState<'list' | 'app' | 'passkey'>('list')
  const [codes, setCodes] = useState<string[] | null>(null)
  const made = ({ factor, recovery_codes: fresh }: Schemas['MadeFactor']) => {
    toast(say('access.factor.made', { name: factor.name }), { icon: check })
    setStep('list')
    if (fresh.length > 0) setCodes(fresh)
    else onDone?.()
  }
  const kept = () => {
    setCodes(null)
    onDone?.()
  }
  if (codes) return <Codes codes={codes} onKept={kept} />
  const leave = () => setStep('list')
  if (step === 'app') return <AddApp onMade={made} onLeave={leave} />
  if (step === 'passkey') return <AddPasskey onMade={made} onLeave={leave} />
  return <List onAdd={setStep} onCodes={setCodes} />
}

function List({ onAdd, onCodes }: { onAdd: (step: 'app' | 'passkey') => void; onCodes: (codes: string[]) => void }) {
  const say = useAccessWords()
  const common = useWireWords()
  const times = useTimes()
  const { data, error, isPending, refetch } = useQuery(factorsQuery)
  const [doomed, setDoomed] = useState<Factor | null>(null)
  const { mutate: remove } = useRemoveFactor()
  const { mutate: make, isPending: making } = useMakeCodes()
  const failed = (problem: unknown) => toast(common(problemWord(problem)), { look: 'bad' })
  if (error && !data) return <Failed error={error} onRetry={() => void refetch()} />
  if (isPending || !data) return <Waiting widths={[60, 40, 70]} />
  const { items, recovery_codes: left } = data
  const passkeys = knowsPasskeys()
  // A passkey is two factors in one, so it comes first.
  const [first, second] = passkeys && !items.some(({ kind }) => kind === 'passkey') ? (['primary', 'secondary'] as const) : (['secondary', 'secondary'] as const)
  return (
    <>
      <div className={classes.hints}>
        {data.due_at ? <Hint look="stale">{say(data.phishing_resistant ? 'access.factors.due.passkey' : 'access.factors.due', { date: times.date(data.due_at) })}</Hint> : null}
        {items.length > 0 && left <= 3 ? <Hint look="stale">{say('access.codes.few', { count: left })}</Hint> : null}
      </div>
      {items.length > 0 ? (
        <Sheet>
          <ul aria-label={say('access.factors')}>
            {items.map((factor) => (
              <Row key={factor.id} factor={factor} onRemove={() => setDoomed(factor)} />
            ))}
          </ul>
        </Sheet>
      ) : (
        <p className={rows.none}>{say('access.factors.none')}</p>
      )}
      <div className={classes.acts}>
        {passkeys ? (
          <Button look={first} size={size} icon={fingerprint} onClick={() => onAdd('passkey')}>
            {say('access.passkey.add')}
          </Button>
        ) : null}
        <Button look={passkeys || items.length > 0 ? second : 'primary'} size={size} icon={device} onClick={() => onAdd('app')}>
          {say('access.app.add')}
        </Button>
      </div>
      {items.length > 0 ? (
        <section className={classes.rest} aria-labelledby="recovery">
          <h2 id="recovery" className={classes.heading}>
            {say('access.codes')}
          </h2>
          <p>{say('access.codes.left', { count: left })}</p>
          <div className={classes.acts}>
            <Button size={size} aria-disabled={making} onClick={() => !making && make(undefined, { onSuccess: ({ codes }) => onCodes(codes), onError: failed })}>
              {say('access.codes.make')}
            </Button>
          </div>
        </section>
      ) : null}
      <Dialog open={doomed !== null} onClose={() => setDoomed(null)} title={say('access.factor.remove.ask', { name: doomed?.name ?? '' })} closeLabel={common('wire.close')}>
        <p>{say(items.length > 1 ? 'access.factor.remove.words' : data.second_factor ? 'access.factor.remove.demanded' : 'access.factor.remove.last')}</p>
        <Foot>
          <Button
            look="final"
            size={size}
            onClick={() => {
              if (doomed) remove(doomed.id, { onSuccess: () => toast(say('access.factor.removed'), { icon: check }), onError: failed })
              setDoomed(null)
            }}
          >
            {say('access.factor.remove')}
          </Button>
          <Button look="quiet" size={size} onClick={() => setDoomed(null)}>
            {common('wire.cancel')}
          </Button>
        </Foot>
      </Dialog>
    </>
  )
}

function Row({ factor, onRemove }: { factor: Factor; onRemove: () => void }) {
  const say = useAccessWords()
  const times = useTimes()
  const isPasskey = factor.kind === 'passkey'
  return (
    <li className={rows.row}>
      <div className={rows.what}>
        <p className={rows.name}>
          <Icon d={isPasskey ? fingerprint : device} /> {factor.name}
        </p>
        <p className={rows.facts}>
          <span>{say(isPasskey ? 'access.factor.kind.passkey' : 'access.factor.kind.totp')}</span>
          <span>{factor.last_used_at ? say('access.factor.used', { time: times.within(factor.last_used_at) }) : say('access.factor.unused')}</span>
          <span>{say('access.factor.since', { time: times.date(factor.created_at) })}</span>
        </p>
      </div>
      <Button look="danger" size="small" aria-label={say('access.factor.remove.label', { name: factor.name })} onClick={onRemove}>
        {say('access.factor.remove')}
      </Button>
    </li>
  )
}
