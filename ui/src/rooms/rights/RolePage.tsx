import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import check from 'icon:check'
import { FormSection, Hint, Page, Stamp, toast, Waiting } from '../../kit'
import { Failed, problemWord, useWireWords } from '../../wire'
import { agentsQuery, matrixQuery, type Role, rolesQuery, useChangeRole } from './api'
import { linesOf } from './model'
import { Grid } from './parts/Grid'
import classes from './parts/Members.module.css'
import { NameForm } from './parts/NameForm'
import { Persons, type Somebody } from './parts/Persons'
import { useCells } from './parts/useCells'
import { Validity } from './parts/Validity'
import { useRightsWords } from './words'
import { Words } from './Words'

/** One role: its name, who has it, and what it gives in each group. */
export const RolePage = () => (
  <Words>
    <One />
  </Words>
)

function One() {
  const say = useRightsWords()
  const common = useWireWords()
  const { id } = useParams({ from: '/admin/people/roles/$id' })
  const { data, error, refetch } = useQuery(rolesQuery)
  const role = data?.find((one) => String(one.id) === id)
  return (
    <Page
      wide
      title={role?.name ?? say('rights.role')}
      above={<Link to="/admin/people/roles">{say('rights.roles')}</Link>}
      acts={role && !role.valid ? <Stamp look="muted">{say('rights.invalid')}</Stamp> : null}
    >
      {role ? (
        <Facts role={role} key={role.id} />
      ) : data ? (
        <Hint>{common('wire.problem.not-found')}</Hint>
      ) : error ? (
        <Failed error={error} onRetry={() => void refetch()} />
      ) : (
        <Waiting widths={[40, 90, 40, 90]} />
      )}
    </Page>
  )
}

function Facts({ role }: { role: Role }) {
  const say = useRightsWords()
  const common = useWireWords()
  const { mutate, mutateAsync, isPending } = useChangeRole()
  const { id, name } = role
  const onError = (problem: unknown) => toast(common(problemWord(problem)), { look: 'bad' })
  const turn = (valid: boolean) =>
    mutate(
      { id, valid },
      {
        onError,
        onSuccess: () => toast(say(valid ? 'rights.valid.done' : 'rights.invalid.done', { name }), { icon: check, undo: valid ? undefined : { label: common('wire.undo'), run: () => turn(true) } }),
      },
    )
  const set = (members: string[], words: string, back?: string[]) =>
    mutate(
      { id, members },
      { onError, onSuccess: () => toast(words, { icon: check, undo: back ? { label: common('wire.undo'), run: () => set(back, say('rights.undone')) } : undefined }) },
    )
  const member = (person: Somebody, is: boolean) =>
    set(is ? [...role.members, person.id] : role.members.filter((one) => one !== person.id), say(is ? 'rights.role.given' : 'rights.role.taken', { role: name, name: person.name }), role.members)
  return (
    <>
      <NameForm name={name} words={say('rights.role.name.words')} onSave={(next) => mutateAsync({ id, name: next })} />
      <Validity valid={role.valid} words={say('rights.role.validity')} busy={isPending} onTurn={turn} />
      <FormSection title={say('rights.role.who')} words={say('rights.role.who.words')}>
        <Who role={role} busy={isPending} onTurn={member} />
      </FormSection>
      <FormSection title={say('rights.role.access')} words={say('rights.role.access.words')}>
        <p>
          <Link to="/admin/access">{say('rights.role.access.go')}</Link>
        </p>
      </FormSection>
      <section className={classes.section} aria-label={say('rights.role.gives')}>
        <h2 className={classes.title}>{say('rights.role.gives')}</h2>
        <p className={classes.words}>{say('rights.role.gives.words')}</p>
        <Gives role={id} />
      </section>
    </>
  )
}

function Who({ role, busy, onTurn }: { role: Role; busy: boolean; onTurn: (person: Somebody, is: boolean) => void }) {
  const say = useRightsWords()
  const { data, error, refetch } = useQuery(agentsQuery)
  if (!data) return error ? <Failed error={error} onRetry={() => void refetch()} /> : <Waiting widths={[60, 50]} />
  return (
    <Persons
      label={say('rights.role.who')}
      people={data.filter(({ id }) => role.members.includes(id))}
      others={data.filter(({ id, valid }) => valid && !role.members.includes(id))}
      none={say('rights.role.nobody')}
      add={say('rights.role.give')}
      remove={(name) => say('rights.role.take', { name })}
      busy={busy}
      draw={({ id, name }) => (
        <Link to="/admin/people/agents/$id" params={{ id }}>
          {name}
        </Link>
      )}
      onTurn={onTurn}
    />
  )
}

function Gives({ role }: { role: number }) {
  const say = useRightsWords()
  const { data, error, refetch } = useQuery(matrixQuery)
  const set = useCells()
  if (!data) return error ? <Failed error={error} onRetry={() => void refetch()} /> : <Waiting widths={[60, 90, 60]} />
  return <Grid part lines={linesOf(data, `role:${role}`)} of={say('rights.group')} onSet={set} />
}
