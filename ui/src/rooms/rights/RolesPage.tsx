import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import check from 'icon:check'
import plus from 'icon:plus'
import { useState } from 'react'
import { Button, Page, rows, Stamp, toast, Waiting } from '../../kit'
import { Failed } from '../../wire'
import { agentsQuery, type Role, rolesQuery, useCreateRole } from './api'
import { Finder } from './parts/Finder'
import { NameDialog } from './parts/NameDialog'
import { useRightsWords } from './words'
import { Words } from './Words'

/** All roles, with who has them. */
export const RolesPage = () => (
  <Words>
    <Roles />
  </Words>
)

function Roles() {
  const say = useRightsWords()
  const { data, error, refetch } = useQuery(rolesQuery)
  return (
    <Page title={say('rights.roles')} words={say('rights.roles.about')} acts={<Create />}>
      {data ? <List roles={data} /> : error ? <Failed error={error} onRetry={() => void refetch()} /> : <Waiting widths={[50, 90, 50, 90]} />}
    </Page>
  )
}

function Create() {
  const say = useRightsWords()
  const navigate = useNavigate()
  const [open, setOpen] = useState(false)
  const { mutate, isPending, error, reset } = useCreateRole()
  const close = () => {
    setOpen(false)
    reset()
  }
  const create = (name: string) =>
    mutate(name, {
      onSuccess: (made) => {
        toast(say('rights.role.made', { name: made.name }), { icon: check })
        void navigate({ to: '/admin/people/roles/$id', params: { id: String(made.id) } })
      },
    })
  return (
    <>
      <Button look="primary" icon={plus} onClick={() => setOpen(true)}>
        {say('rights.role.new')}
      </Button>
      <NameDialog open={open} title={say('rights.role.new')} words={say('rights.role.new.words')} busy={isPending} error={error} onClose={close} onCreate={create} onChange={reset} />
    </>
  )
}

function List({ roles }: { roles: Role[] }) {
  const say = useRightsWords()
  const { data: agents } = useQuery(agentsQuery)
  const names = (role: Role) => agents?.filter(({ id }) => role.members.includes(id)).map(({ name }) => name) ?? []
  return (
    <Finder
      label={say('rights.roles')}
      search={say('rights.roles.search')}
      items={roles}
      keyOf={({ id }) => id}
      texts={(role) => [role.name, ...names(role)]}
      found={(count) => say('rights.roles.found', { count })}
      none={say('rights.roles.none')}
      draw={(role) => (
        <>
          <p className={rows.name}>
            <Link to="/admin/people/roles/$id" params={{ id: String(role.id) }}>
              {role.name}
            </Link>
            {role.valid ? null : <Stamp look="muted">{say('rights.invalid')}</Stamp>}
          </p>
          {agents ? <p className={rows.line}>{say('rights.role.members', { count: role.members.length, names: names(role).slice(0, 6).join(', ') })}</p> : null}
        </>
      )}
    />
  )
}
