import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import check from 'icon:check'
import type { FormEvent } from 'react'
import { Button, Checkbox, FormSection, Hint, Page, Select, toast, Waiting } from '../../kit'
import { Behind, Failed, problemWord, useDraft, useLeaving, useWireWords } from '../../wire'
import { groupsQuery, type Group, type Queue, queuesQuery, useChangeQueue } from './api'
import { Effect } from './parts/Effect'
import { Stewards } from './parts/Stewards'
import { useRightsWords } from './words'
import { Words } from './Words'

/** One queue: the group whose rights hold, whether it is confidential, and who administers it. */
export const QueuePage = () => (
  <Words>
    <One />
  </Words>
)

const Back = () => <Link to="/admin/people/queues">{useRightsWords()('rights.queues')}</Link>

function One() {
  const say = useRightsWords()
  const common = useWireWords()
  const { id } = useParams({ from: '/admin/people/queues/$id' })
  const { data, error, refetch } = useQuery(queuesQuery)
  const groups = useQuery(groupsQuery)
  const queue = data?.find((one) => one.id === id)
  if (queue && groups.data) return <Form queue={queue} groups={groups.data} key={queue.id} />
  const failed = error ?? groups.error
  return (
    <Page title={say('rights.queue')} above={<Back />}>
      {data && !queue ? (
        <Hint>{common('wire.problem.not-found')}</Hint>
      ) : failed ? (
        <Failed
          error={failed}
          onRetry={() => {
            void refetch()
            void groups.refetch()
          }}
        />
      ) : (
        <Waiting widths={[40, 90, 40, 90]} />
      )}
    </Page>
  )
}

function Form({ queue, groups }: { queue: Queue; groups: Group[] }) {
  const say = useRightsWords()
  const common = useWireWords()
  const { draft, changes, count, behind, set, load, settle } = useDraft({ group: queue.group, confidential: queue.confidential })
  const { question } = useLeaving(count > 0)
  const { mutate, isPending, error, reset } = useChangeQueue()
  const group = groups.find(({ id }) => id === queue.group)
  const onSave = (event: FormEvent) => {
    event.preventDefault()
    if (isPending || count === 0) return
    mutate(
      { id: queue.id, ...changes },
      {
        onSuccess: (now) => {
          toast(say('rights.queue.saved', { name: queue.name }), { icon: check })
          settle({ group: now.group, confidential: now.confidential })
        },
      },
    )
  }
  return (
    <Page
      title={queue.name.replaceAll('::', ' › ')}
      above={<Back />}
      foot={
        count > 0 ? (
          <>
            <Button look="primary" type="submit" form="queue" aria-disabled={isPending}>
              {say('rights.save', { count })}
            </Button>
            <Button
              look="quiet"
              onClick={() => {
                reset()
                load()
              }}
            >
              {say('rights.discard')}
            </Button>
          </>
        ) : null
      }
    >
      {behind ? <Behind onLoad={load} /> : null}
      <form id="queue" noValidate onSubmit={onSave}>
        <FormSection title={say('rights.queue.who')} words={say('rights.queue.who.words')}>
          <Select
            label={say('rights.group')}
            searchable={groups.length > 8}
            value={String(draft.group)}
            data={groups.map(({ id, name, valid }) => ({ value: String(id), label: valid ? name : `${name} (${say('rights.invalid')})` }))}
            onChange={(id) => {
              reset()
              if (id) set({ group: Number(id) })
            }}
          />
          {draft.group !== queue.group ? <Effect from={queue.group} to={draft.group} /> : null}
        </FormSection>
        <FormSection title={say('rights.queue.companies')} words={say('rights.queue.companies.words')}>
          <Checkbox
            label={say('rights.queue.confidential')}
            description={say('rights.queue.confidential.words')}
            checked={draft.confidential}
            onChange={(event) => {
              reset()
              set({ confidential: event.currentTarget.checked })
            }}
          />
        </FormSection>
      </form>
      {error ? (
        <Hint look="bad" role="alert">
          {common(problemWord(error))}
        </Hint>
      ) : null}
      {group && group.id !== 2 ? (
        <FormSection title={say('rights.stewards')} words={say('rights.queue.stewards.words', { name: group.name })}>
          <Stewards group={group} />
          <p>
            <Link to="/admin/people/groups/$id" params={{ id: String(group.id) }}>
              {say('rights.queue.members', { name: group.name })}
            </Link>
          </p>
        </FormSection>
      ) : null}
      {question}
    </Page>
  )
}
