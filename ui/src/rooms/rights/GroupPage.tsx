import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import check from 'icon:check'
import { FormSection, Hint, Page, rows, Stamp, toast, Waiting } from '../../kit'
import { Failed, problemWord, useMe, useWireWords } from '../../wire'
import { type Group, groupsQuery, queuesQuery, useChangeGroup } from './api'
import { Members } from './parts/Members'
import classes from './parts/Members.module.css'
import { NameForm } from './parts/NameForm'
import { Stewards } from './parts/Stewards'
import { Validity } from './parts/Validity'
import { useRightsWords } from './words'
import { Words } from './Words'

/** Of whoever may do everything. It keeps its name and stays valid. */
const administrators = 2

/** One group: its name, its stewards, its queues, and who has what in it. */
export const GroupPage = () => (
  <Words>
    <One />
  </Words>
)

function One() {
  const say = useRightsWords()
  const common = useWireWords()
  const administers = useMe().can.administer === true
  const { id } = useParams({ from: '/admin/people/groups/$id' })
  const { data, error, refetch } = useQuery(groupsQuery)
  const group = data?.find((one) => String(one.id) === id)
  return (
    <Page
      wide
      title={group?.name ?? say('rights.group')}
      above={<Link to="/admin/people/groups">{say('rights.groups')}</Link>}
      acts={group && !group.valid ? <Stamp look="muted">{say('rights.invalid')}</Stamp> : null}
    >
      {group ? (
        <>
          {administers ? <Facts group={group} key={group.id} /> : null}
          <Members group={group} administers={administers} />
        </>
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

function Facts({ group }: { group: Group }) {
  const say = useRightsWords()
  const common = useWireWords()
  const { mutate, mutateAsync, isPending } = useChangeGroup()
  const { id, name } = group
  const turn = (valid: boolean) =>
    mutate(
      { id, valid },
      {
        onError: (problem) => toast(common(problemWord(problem)), { look: 'bad' }),
        onSuccess: () => toast(say(valid ? 'rights.valid.done' : 'rights.invalid.done', { name }), { icon: check, undo: valid ? undefined : { label: common('wire.undo'), run: () => turn(true) } }),
      },
    )
  const fixed = id === administrators
  return (
    <>
      <NameForm name={name} words={say('rights.group.name.words')} fixed={fixed ? say('rights.group.fixed') : undefined} onSave={(next) => mutateAsync({ id, name: next })} />
      {fixed ? null : <Validity valid={group.valid} words={say('rights.group.validity')} busy={isPending} onTurn={turn} />}
      {fixed ? null : (
        <FormSection title={say('rights.stewards')} words={say('rights.stewards.words')}>
          <Stewards group={group} />
        </FormSection>
      )}
      <FormSection title={say('rights.queues')} words={say('rights.group.queues.words')}>
        <Queues group={id} />
      </FormSection>
    </>
  )
}

function Queues({ group }: { group: number }) {
  const say = useRightsWords()
  const { data, error, refetch } = useQuery(queuesQuery)
  if (!data) return error ? <Failed error={error} onRetry={() => void refetch()} /> : <Waiting widths={[60, 50]} />
  const within = data.filter((queue) => queue.group === group)
  if (within.length === 0) return <p className={rows.none}>{say('rights.group.queues', { count: 0, names: '' })}</p>
  return (
    <ul aria-label={say('rights.queues')} className={classes.links}>
      {within.map((queue) => (
        <li key={queue.id} className={rows.name}>
          <Link to="/admin/people/queues/$id" params={{ id: queue.id }}>
            {queue.name.replaceAll('::', ' › ')}
          </Link>
          {queue.confidential ? <Stamp look="outline">{say('rights.confidential')}</Stamp> : null}
        </li>
      ))}
    </ul>
  )
}
