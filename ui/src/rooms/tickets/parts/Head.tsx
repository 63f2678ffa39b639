import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import back from 'icon:arrow-left'
import caret from 'icon:caret-down'
import clock from 'icon:clock-countdown'
import locked from 'icon:lock-simple/fill'
import user from 'icon:user'
import type { ReactNode } from 'react'
import { Icon, Perforation, Picker, type PickerOption, Priority, Stub, useAtLeast } from '../../../kit'
import { useMe, useTimes, useWireWords } from '../../../wire'
import { agentsQuery, prioritiesQuery, queuesQuery, statesQuery } from '../api'
import { isPast, isPending, priorityLevel, queueLeaf, queuePath, type Ticket } from '../model'
import type { ListSearch } from '../search'
import { useTicketChange } from '../useTicketChange'
import { priorityName, stateName, useTicketWords } from '../words'
import classes from './Head.module.css'

interface Props {
  ticket: Ticket
  search: ListSearch
  /** Asks until when, for a state that waits. */
  onWait: (state: string) => void
}

/** The head of a ticket: number on its stub, perforation, subject, and what can be changed at once. */
export function Head({ ticket, search, onWait }: Props) {
  const say = useTicketWords()
  const times = useTimes()
  const bothFit = useAtLeast(64)
  // The list carries the first heading where it is on the page too.
  const Title = bothFit ? 'h2' : 'h1'
  const late = isPast(ticket.pending_until)
  return (
    <header className={classes.head}>
      <div className={classes.stub}>
        {bothFit ? null : (
          <Link to="/tickets" search={search} className={classes.back} aria-label={say('tickets.back')}>
            <Icon d={back} />
          </Link>
        )}
        <Stub number={ticket.number} label={say('tickets.ticket')} />
      </div>
      <Perforation notched className={classes.perforation} />
      <div className={classes.body}>
        <Title className={classes.title}>{ticket.title}</Title>
        <div className={classes.chips}>
          <StateChip ticket={ticket} onWait={onWait} />
          <PriorityChip ticket={ticket} />
          <QueueChip ticket={ticket} />
          <OwnerChip ticket={ticket} />
          {isPending(ticket.state_type) && ticket.pending_until ? (
            <span className={classes.due} data-late={late || undefined}>
              <Icon d={clock} size={14} />
              {say('tickets.waits', { time: times.within(ticket.pending_until) })}
            </span>
          ) : null}
        </div>
      </div>
    </header>
  )
}

interface ChipProps {
  label: string
  value: string | null
  options: PickerOption[]
  may: boolean
  act: string
  searchable?: boolean
  children: ReactNode
  onPick: (value: string) => void
}

function Chip({ label, value, options, may, act, searchable, children, onPick }: ChipProps) {
  const common = useWireWords()
  if (!may) {
    return (
      <span className={classes.fact}>
        <span className="said-only">{label} </span>
        {children}
      </span>
    )
  }
  return (
    <Picker
      label={label}
      value={value}
      options={options}
      searchLabel={searchable ? common('wire.search') : undefined}
      emptyLabel={common('wire.nothing-found')}
      onPick={onPick}
      className={classes.chip}
      act={act}
    >
      {children}
    </Picker>
  )
}

function StateChip({ ticket, onWait }: { ticket: Ticket; onWait: (state: string) => void }) {
  const say = useTicketWords()
  const change = useTicketChange(ticket)
  const { data } = useQuery(statesQuery)
  const name = stateName(say, ticket.state)
  return (
    <Chip
      label={say('tickets.field.state', { value: name })}
      value={ticket.state}
      may={ticket.can.state}
      act="state"
      options={(data ?? []).filter((state) => state.type !== 'merged').map((state) => ({ value: state.name, label: stateName(say, state.name) }))}
      onPick={(state) => {
        const type = data?.find((one) => one.name === state)?.type
        if (type && isPending(type)) onWait(state)
        else if (state !== ticket.state) change({ state }, say('tickets.done.state', { value: stateName(say, state) }))
      }}
    >
      <b>{name}</b>
      {ticket.can.state ? <Icon d={caret} size={12} /> : null}
    </Chip>
  )
}

function PriorityChip({ ticket }: { ticket: Ticket }) {
  const say = useTicketWords()
  const change = useTicketChange(ticket)
  const { data } = useQuery(prioritiesQuery)
  const name = priorityName(say, ticket.priority)
  return (
    <Chip
      label={say('tickets.field.priority', { value: `${priorityLevel(ticket.priority)} ${name}` })}
      value={ticket.priority}
      may={ticket.can.priority}
      act="priority"
      options={(data ?? []).map((priority) => ({
        value: priority.name,
        label: priorityName(say, priority.name),
        row: (
          <>
            <Priority level={priorityLevel(priority.name)} />
            {priorityName(say, priority.name)}
          </>
        ),
      }))}
      onPick={(priority) => {
        if (priority !== ticket.priority) change({ priority }, say('tickets.done.priority', { value: priorityName(say, priority) }))
      }}
    >
      <Priority level={priorityLevel(ticket.priority)} /> <b>{name}</b>
    </Chip>
  )
}

function QueueChip({ ticket }: { ticket: Ticket }) {
  const say = useTicketWords()
  const change = useTicketChange(ticket)
  const { data } = useQuery(queuesQuery)
  return (
    <Chip
      label={say('tickets.field.queue', { value: queuePath(ticket.queue) })}
      value={ticket.queue}
      may={ticket.can.move}
      act="queue"
      searchable
      options={(data ?? []).filter((queue) => queue.can.move_into || queue.name === ticket.queue).map((queue) => ({ value: queue.name, label: queuePath(queue.name) }))}
      onPick={(queue) => {
        if (queue !== ticket.queue) change({ queue }, say('tickets.done.queue', { value: queuePath(queue) }))
      }}
    >
      {queueLeaf(ticket.queue)}
    </Chip>
  )
}

const nobody = ''

function OwnerChip({ ticket }: { ticket: Ticket }) {
  const say = useTicketWords()
  const me = useMe()
  const change = useTicketChange(ticket)
  const { data } = useQuery(agentsQuery(ticket.queue))
  const name = ticket.owner_name ?? ticket.owner ?? say('tickets.unowned')
  const agents = [...(data ?? [])].sort((a, b) => Number(b.login === me.login) - Number(a.login === me.login))
  return (
    <Chip
      label={say('tickets.field.owner', { value: name })}
      value={ticket.owner ?? nobody}
      may={ticket.can.owner}
      act="owner"
      searchable
      options={[{ value: nobody, label: say('tickets.unowned') }, ...agents.map((agent) => ({ value: agent.login, label: agent.name }))]}
      onPick={(login) => {
        const owner = login === nobody ? null : login
        if (owner === ticket.owner) return
        const said = agents.find((agent) => agent.login === login)?.name ?? say('tickets.unowned')
        change({ owner }, say('tickets.done.owner', { value: said }))
      }}
    >
      <Icon d={ticket.lock === 'unlock' ? user : locked} size={14} label={ticket.lock === 'unlock' ? undefined : say('tickets.locked')} />
      <b>{name}</b>
    </Chip>
  )
}
