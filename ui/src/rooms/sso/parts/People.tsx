import { useQuery } from '@tanstack/react-query'
import check from 'icon:check'
import { type FormEvent, useState } from 'react'
import { Button, FormSection, Hint, rows, TextField, toast, Waiting } from '../../../kit'
import { asProblem, Failed, problemWord, useTimes, useWireWords } from '../../../wire'
import { peopleQuery, type Person, useLinkPerson, useUnlinkPerson } from '../api'
import { useSsoWords } from '../words'
import classes from './Rows.module.css'

/** Whom a provider knows, who they are here, and how somebody is linked. */
export function People({ id }: { id: string }) {
  const say = useSsoWords()
  const { data, error, refetch } = useQuery(peopleQuery(id))
  return (
    <FormSection title={say('sso.people')} words={say('sso.people.words')}>
      {data ? <Known id={id} people={data} /> : error ? <Failed error={error} onRetry={() => void refetch()} /> : <Waiting widths={[60, 60]} />}
      <Link id={id} />
    </FormSection>
  )
}

function Known({ id, people }: { id: string; people: Person[] }) {
  const say = useSsoWords()
  const common = useWireWords()
  const times = useTimes()
  const unlink = useUnlinkPerson(id)
  const link = useLinkPerson(id)
  if (people.length === 0) return <p className={rows.none}>{say('sso.people.none')}</p>
  const onUnlink = ({ subject, login, name }: Person) => {
    if (unlink.isPending) return
    const undo = { label: common('wire.undo'), run: () => link.mutate({ subject, login }) }
    unlink.mutate(subject, { onSuccess: () => toast(say('sso.unlinked', { name }), { icon: check, undo }) })
  }
  return (
    <>
      <ul aria-label={say('sso.people')}>
        {people.map((person) => (
          <li key={person.subject} className={rows.row}>
            <div className={rows.what}>
              <p className={rows.name}>{person.name}</p>
              <p className={rows.line}>
                {person.login} · {person.subject}
              </p>
              <p className={rows.line}>{person.last_at ? say('sso.people.last', { when: times.within(person.last_at) }) : say('sso.people.never')}</p>
            </div>
            <Button size="small" aria-disabled={unlink.isPending} aria-label={say('sso.unlink.whom', { name: person.name })} onClick={() => onUnlink(person)}>
              {say('sso.unlink')}
            </Button>
          </li>
        ))}
      </ul>
      {unlink.error ? (
        <Hint look="bad" role="alert">
          {common(problemWord(unlink.error))}
        </Hint>
      ) : null}
    </>
  )
}

function Link({ id }: { id: string }) {
  const say = useSsoWords()
  const common = useWireWords()
  const [draft, setDraft] = useState({ login: '', subject: '' })
  const [wanting, setWanting] = useState(false)
  const link = useLinkPerson(id)
  const { slug, errors } = asProblem(link.error)
  const missing = (text: string) => (wanting && text.trim() === '' ? say('sso.gap.text') : undefined)
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    const whole = draft.login.trim() !== '' && draft.subject.trim() !== ''
    setWanting(!whole)
    if (!whole || link.isPending) return
    link.mutate(
      { login: draft.login.trim(), subject: draft.subject.trim() },
      {
        onSuccess: () => {
          toast(say('sso.linked'), { icon: check })
          setDraft({ login: '', subject: '' })
        },
      },
    )
  }
  const put = (part: Partial<typeof draft>) => {
    setDraft({ ...draft, ...part })
    setWanting(false)
    link.reset()
  }
  const unknown = errors.some(({ field }) => field === 'login')
  return (
    <form noValidate onSubmit={onSubmit} className={classes.list}>
      <div className={classes.row}>
        <TextField
          className={classes.value}
          label={say('sso.link.login')}
          value={draft.login}
          spellCheck={false}
          autoComplete="off"
          error={unknown ? say('sso.link.unknown') : missing(draft.login)}
          onChange={(event) => put({ login: event.currentTarget.value })}
        />
        <TextField
          className={classes.value}
          label={say('sso.link.subject')}
          description={say('sso.link.subject.words')}
          value={draft.subject}
          spellCheck={false}
          autoComplete="off"
          error={missing(draft.subject)}
          onChange={(event) => put({ subject: event.currentTarget.value })}
        />
      </div>
      <div>
        <Button type="submit" size="small" aria-disabled={link.isPending}>
          {say('sso.link')}
        </Button>
      </div>
      {link.error && !unknown ? (
        <Hint look="bad" role="alert">
          {slug === 'conflict' ? say('sso.link.taken') : common(problemWord(link.error))}
        </Hint>
      ) : null}
    </form>
  )
}
