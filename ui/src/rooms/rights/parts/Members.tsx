import { useQuery } from '@tanstack/react-query'
import check from 'icon:check'
import { useEffect, useRef, useState } from 'react'
import { rows, toast, Waiting } from '../../../kit'
import { Failed, problemWord, useMe, useWireWords } from '../../../wire'
import { type Group, matrixQuery, membersQuery, useGrant } from '../api'
import { type Line, linesOf, nextOf, type Permission } from '../model'
import { useRightsWords } from '../words'
import { Add } from './Add'
import { Grid } from './Grid'
import classes from './Members.module.css'
import { useCells } from './useCells'

/** Who has what in a group: agents directly, and roles. Stewards see and change agents alone. */
export function Members({ group, administers }: { group: Group; administers: boolean }) {
  return (
    <>
      <Agents group={group} administers={administers} />
      {administers ? <Roles group={group} /> : null}
    </>
  )
}

function Agents({ group, administers }: { group: Group; administers: boolean }) {
  const say = useRightsWords()
  const common = useWireWords()
  const me = useMe()
  const { data, error, refetch } = useQuery(membersQuery(group.id))
  const { mutate } = useGrant()
  const onError = (problem: unknown) => toast(common(problemWord(problem)), { look: 'bad' })
  const set = (line: Line, permission: Permission, give: boolean) => {
    const words = say(give ? 'rights.given' : 'rights.taken', { permission: say(`rights.${permission}`), name: line.label })
    const send = (permissions: string[], then?: () => void) => mutate({ agent: line.id, group: group.id, permissions }, { onError, onSuccess: then })
    const undo = { label: common('wire.undo'), run: () => send([...line.has]) }
    send(nextOf(line, permission, give), () => toast(words, { icon: check, undo }))
  }
  const lines = data
    // Stewards give themselves nothing.
    ?.filter(({ agent }) => administers || agent !== me.id)
    .map(({ agent, name, permissions }): Line => ({ key: `agent:${agent}`, kind: 'agent', id: agent, group: group.id, label: name, valid: true, has: new Set(permissions) }))
  return (
    <Some
      title={say('rights.members.agents')}
      words={say('rights.members.agents.words')}
      none={say('rights.members.none')}
      add={say('rights.members.agent.add')}
      of={say('rights.agent')}
      lines={lines}
      error={error}
      onRetry={() => void refetch()}
      onSet={set}
    />
  )
}

function Roles({ group }: { group: Group }) {
  const say = useRightsWords()
  const { data, error, refetch } = useQuery(matrixQuery)
  const set = useCells()
  return (
    <Some
      title={say('rights.roles')}
      words={say('rights.members.roles.words')}
      none={say('rights.members.roles.none')}
      add={say('rights.members.role.add')}
      of={say('rights.role')}
      lines={data ? linesOf(data, `group:${group.id}`).filter(({ kind }) => kind === 'role') : undefined}
      error={error}
      onRetry={() => void refetch()}
      onSet={set}
    />
  )
}

interface SomeProps {
  title: string
  words: string
  none: string
  add: string
  of: string
  lines: Line[] | undefined
  error: unknown
  onRetry: () => void
  onSet: (line: Line, permission: Permission, give: boolean) => void
}

/** Those lines that hold something, and whoever is added to them. */
function Some({ title, words, none, add, of, lines, error, onRetry, onSet }: SomeProps) {
  const [added, setAdded] = useState<string[]>([])
  const place = useRef<HTMLElement>(null)
  const last = added.at(-1)
  // Who was added is given something next.
  useEffect(() => {
    if (last) place.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(last)}"] input`)?.focus()
  }, [last])
  // Who loses the last right stays in sight until the page is left, so that it can be given back where it was.
  const held = (line: Line) => line.has.size > 0 || added.includes(line.key)
  const shown = lines?.filter(held)
  const others = lines?.filter((line) => !held(line) && line.valid) ?? []
  const keep = (line: Line, permission: Permission, give: boolean) => {
    if (!added.includes(line.key)) setAdded((all) => [line.key, ...all])
    onSet(line, permission, give)
  }
  return (
    <section ref={place} className={classes.section} aria-label={title}>
      <h2 className={classes.title}>{title}</h2>
      <p className={classes.words}>{words}</p>
      {shown ? null : error ? <Failed error={error} onRetry={onRetry} /> : <Waiting widths={[60, 90, 60]} />}
      {shown?.length === 0 ? <p className={rows.none}>{none}</p> : null}
      {shown && shown.length > 0 ? <Grid part lines={shown} of={of} onSet={keep} /> : null}
      {others.length > 0 ? (
        <div className={classes.add}>
          <Add label={add} others={others.map(({ key, label }) => ({ id: key, name: label }))} onAdd={(key) => setAdded((all) => [...all.filter((one) => one !== key), key])} />
        </div>
      ) : null}
    </section>
  )
}
