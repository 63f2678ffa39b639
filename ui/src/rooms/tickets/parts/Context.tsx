import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import history from 'icon:clock-counter-clockwise'
import list from 'icon:list-bullets'
import lock from 'icon:lock-simple'
import person from 'icon:user'
import tag from 'icon:tag'
import type { ReactNode } from 'react'
import { Button, Icon, Picker } from '../../../kit'
import { useTimes, useWireWords } from '../../../wire'
import { agentsQuery, customerTicketsQuery } from '../api'
import { queuePath, type Ticket } from '../model'
import { quote } from '../search'
import { useTicketChange } from '../useTicketChange'
import { stateWord, useTicketWords } from '../words'
import classes from './Context.module.css'

/** What belongs to the ticket: who asks, who is responsible, and what that person asked before. */
export function Context({ ticket, onHistory, onAccess }: { ticket: Ticket; onHistory: () => void; onAccess: () => void }) {
  const say = useTicketWords()
  const times = useTimes()
  return (
    <div className={classes.context}>
      <Section icon={person} title={say('tickets.customer')}>
        <p className={classes.name}>{ticket.customer.name || ticket.customer.email}</p>
        {ticket.customer.company ? <p className={classes.company}>{ticket.customer.company}</p> : null}
        {ticket.customer.email ? <p className={classes.email}>{ticket.customer.email}</p> : null}
      </Section>
      <Section icon={tag} title={say('tickets.details')}>
        <dl className={classes.facts}>
          <dt>{say('tickets.queue')}</dt>
          <dd>{queuePath(ticket.queue)}</dd>
          <dt>{say('tickets.responsible')}</dt>
          <dd>
            <Responsible ticket={ticket} />
          </dd>
          <dt>{say('tickets.created')}</dt>
          <dd>{times.full(ticket.created_at)}</dd>
          <dt>{say('tickets.changed')}</dt>
          <dd>{times.full(ticket.changed_at)}</dd>
        </dl>
        <Button size="small" icon={history} onClick={onHistory} className={classes.history}>
          {say('tickets.act.history')}
        </Button>
      </Section>
      <Section icon={lock} title={say('tickets.access')}>
        <p>{ticket.restricted ? say('tickets.access.restricted', { names: names(ticket.members) }) : say('tickets.access.open')}</p>
        {ticket.participants.length > 0 ? <p>{say('tickets.access.participants', { names: names(ticket.participants) })}</p> : null}
        {ticket.can.restrict || ticket.can.participants ? (
          <Button size="small" onClick={onAccess} className={classes.history}>
            {say('tickets.access.show')}
          </Button>
        ) : null}
      </Section>
      <Earlier ticket={ticket} />
    </div>
  )
}

const names = (people: { name: string }[]) => people.map(({ name }) => name).join(', ')

function Section({ icon, title, children }: { icon: string; title: ReactNode; children: ReactNode }) {
  return (
    <section className={classes.section}>
      <h3 className={classes.heading}>
        <Icon d={icon} />
        {title}
      </h3>
      {children}
    </section>
  )
}

const nobody = ''

function Responsible({ ticket }: { ticket: Ticket }) {
  const say = useTicketWords()
  const common = useWireWords()
  const change = useTicketChange(ticket)
  const { data } = useQuery(agentsQuery(ticket.queue))
  const named = (login: string | null) => (login === null ? say('tickets.nobody') : (data?.find((agent) => agent.login === login)?.name ?? login))
  if (!ticket.can.owner) return named(ticket.responsible)
  return (
    <Picker
      label={say('tickets.field.responsible', { value: named(ticket.responsible) })}
      value={ticket.responsible ?? nobody}
      options={[{ value: nobody, label: say('tickets.nobody') }, ...(data ?? []).map((agent) => ({ value: agent.login, label: agent.name }))]}
      searchLabel={common('wire.search')}
      emptyLabel={common('wire.nothing-found')}
      className={classes.pick}
      onPick={(login) => {
        const responsible = login === nobody ? null : login
        if (responsible !== ticket.responsible) change({ responsible }, say('tickets.done.responsible', { value: named(responsible) }))
      }}
    >
      {named(ticket.responsible)}
    </Picker>
  )
}

function Earlier({ ticket }: { ticket: Ticket }) {
  const say = useTicketWords()
  const { data } = useQuery(customerTicketsQuery(ticket.customer.email ?? ''))
  const others = (data ?? []).filter((row) => row.id !== ticket.id).slice(0, 5)
  if (others.length === 0) return null
  const q = `customer:${quote(ticket.customer.email ?? '')}`
  return (
    <Section icon={list} title={say('tickets.earlier')}>
      <ul className={classes.earlier}>
        {others.map((row) => (
          <li key={row.id}>
            <Link to="/tickets/$number" params={{ number: row.number }} search={{ q }} className={classes.link}>
              <span className={classes.linkTitle}>{row.title}</span>
              <span className={classes.linkState}>{stateWord(say, row.state_type)}</span>
            </Link>
          </li>
        ))}
      </ul>
      <Link to="/tickets" search={{ q }} className={classes.all}>
        {say('tickets.earlier.all')}
      </Link>
    </Section>
  )
}
