import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import check from 'icon:check'
import plus from 'icon:plus'
import { useState } from 'react'
import { Button, Page, rows, Stamp, toast, Waiting } from '../../kit'
import { Failed, useMe } from '../../wire'
import { agentsQuery, type Group, groupsQuery, queuesQuery, useCreateGroup } from './api'
import { Finder } from './parts/Finder'
import { NameDialog } from './parts/NameDialog'
import { useRightsWords } from './words'
import { Words } from './Words'

/** The groups that one administers. */
export const GroupsPage = () => (
  <Words>
    <Groups />
  </Words>
)

function Groups() {
  const say = useRightsWords()
  const administers = useMe().can.administer === true
  const { data, error, refetch } = useQuery(groupsQuery)
  return (
    <Page title={say('rights.groups')} words={say(administers ? 'rights.groups.words' : 'rights.groups.own')} acts={administers ? <Create /> : null}>
      {data ? <List groups={data} administers={administers} /> : error ? <Failed error={error} onRetry={() => void refetch()} /> : <Waiting widths={[50, 90, 50, 90]} />}
    </Page>
  )
}

function Create() {
  const say = useRightsWords()
  const navigate = useNavigate()
  const [open, setOpen] = useState(false)
  const { mutate, isPending, error, reset } = useCreateGroup()
  const close = () => {
    setOpen(false)
    reset()
  }
  const create = (name: string) =>
    mutate(name, {
      onSuccess: (made) => {
        toast(say('rights.group.made', { name: made.name }), { icon: check })
        void navigate({ to: '/admin/people/groups/$id', params: { id: String(made.id) } })
      },
    })
  return (
    <>
      <Button look="primary" icon={plus} onClick={() => setOpen(true)}>
        {say('rights.group.new')}
      </Button>
      <NameDialog open={open} title={say('rights.group.new')} words={say('rights.group.new.words')} busy={isPending} error={error} onClose={close} onCreate={create} onChange={reset} />
    </>
  )
}

function List({ groups, administers }: { groups: Group[]; administers: boolean }) {
  const say = useRightsWords()
  const { data: agents } = useQuery({ ...agentsQuery, enabled: administers })
  const { data: queues } = useQuery({ ...queuesQuery, enabled: administers })
  const stewards = (group: Group) => agents?.filter(({ id }) => group.stewards.includes(id)).map(({ name }) => name) ?? []
  const within = (group: Group) => queues?.filter((queue) => queue.group === group.id).map(({ name }) => name.replaceAll('::', ' › ')) ?? []
  return (
    <Finder
      label={say('rights.groups')}
      search={say('rights.groups.search')}
      items={groups}
      keyOf={({ id }) => id}
      texts={(group) => [group.name, ...within(group), ...stewards(group)]}
      found={(count) => say('rights.groups.found', { count })}
      none={say('rights.groups.none')}
      draw={(group) => (
        <>
          <p className={rows.name}>
            <Link to="/admin/people/groups/$id" params={{ id: String(group.id) }}>
              {group.name}
            </Link>
            {group.valid ? null : <Stamp look="muted">{say('rights.invalid')}</Stamp>}
          </p>
          {queues ? <p className={rows.line}>{say('rights.group.queues', { count: within(group).length, names: within(group).join(', ') })}</p> : null}
          {stewards(group).length > 0 ? <p className={rows.line}>{say('rights.group.stewards', { names: stewards(group).join(', ') })}</p> : null}
        </>
      )}
    />
  )
}
