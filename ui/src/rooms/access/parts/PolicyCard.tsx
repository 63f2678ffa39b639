import check from 'icon:check'
import { useId, useRef, useState } from 'react'
import { Button, Sheet, Stamp, toast } from '../../../kit'
import { problemWord, useWireWords } from '../../../wire'
import { type AccessPolicy, type PolicyOf, useSetPolicy } from '../api'
import { spanOf } from '../policy'
import { useAccessWords } from '../words'
import classes from './Policy.module.css'
import { PolicyForm } from './PolicyForm'

const known = ['agents', 'administrators', 'customers'] as const

function useWhom({ whom, name }: PolicyOf): string {
  const say = useAccessWords()
  const one = known.find((word) => word === whom)
  return one ? say(`access.policy.${one}`) : say('access.policy.role', { name: name ?? whom })
}

/** What is demanded of some people: as it is, and when asked for, its form. */
export function PolicyCard({ of }: { of: PolicyOf }) {
  const say = useAccessWords()
  const common = useWireWords()
  const whom = useWhom(of)
  const id = useId()
  const [open, setOpen] = useState(false)
  const opener = useRef<HTMLButtonElement>(null)
  const { mutate, isPending, error, reset } = useSetPolicy(of.whom)
  const close = () => {
    setOpen(false)
    reset()
    requestAnimationFrame(() => opener.current?.focus())
  }
  const save = (policy: AccessPolicy | null) => {
    if (isPending) return
    mutate(policy, {
      onSuccess: () => {
        toast(say(policy ? 'access.policy.saved' : 'access.policy.taken-back', { whom }), { icon: check })
        close()
      },
      onError: (problem) => {
        if (!policy && !open) toast(common(problemWord(problem)), { look: 'bad' })
      },
    })
  }
  return (
    <li>
      <Sheet className={classes.card}>
        <div className={classes.head}>
          <h2 className={classes.title} id={`${id}title`}>
            {whom}
          </h2>
          <Stamp look="outline">{say(of.chosen ? 'access.policy.chosen' : 'access.policy.initial')}</Stamp>
          <Button
            ref={opener}
            size="small"
            aria-expanded={open}
            aria-controls={`${id}form`}
            aria-label={say(open ? 'access.policy.close.label' : 'access.policy.open.label', { whom })}
            onClick={() => (open ? close() : setOpen(true))}
          >
            {say(open ? 'access.policy.close' : 'access.policy.open')}
          </Button>
        </div>
        <Now policy={of.policy} />
        <div id={`${id}form`} hidden={!open}>
          {open ? (
            <PolicyForm
              label={`${id}title`}
              of={of}
              error={error}
              busy={isPending}
              onChange={() => !isPending && reset()}
              onSave={(policy) => save(policy)}
              onBack={() => save(null)}
            />
          ) : null}
        </div>
      </Sheet>
    </li>
  )
}

function Now({ policy }: { policy: AccessPolicy }) {
  const say = useAccessWords()
  const span = (minutes: number) => {
    const { count, unit } = spanOf(minutes)
    return say(`access.policy.count.${unit}`, { count })
  }
  const factor = !policy.second_factor ? 'none' : policy.phishing_resistant ? 'passkey' : 'two'
  return (
    <ul className={classes.now}>
      <li>
        {say(`access.policy.now.${factor}`)}
        {policy.second_factor ? ` ${say('access.policy.now.grace', { count: policy.grace_days })}` : null}
      </li>
      <li>{say('access.policy.now.sessions', { idle: span(policy.idle_minutes), absolute: span(policy.absolute_minutes) })}</li>
      <li>{say('access.policy.now.rest', { minutes: policy.step_up_minutes, signs: policy.shortest })}</li>
    </ul>
  )
}

