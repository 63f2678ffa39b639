import { useQuery } from '@tanstack/react-query'
import check from 'icon:check'
import trash from 'icon:trash'
import { useState } from 'react'
import { Button, Checkbox, Hint, IconButton, Select, SidePanel, toast, Waiting } from '../../kit'
import { problemWord, type Schemas, useWireWords } from '../../wire'
import { CustomerField } from '../people'
import classes from './AccessPanel.module.css'
import { readersQuery, useAddParticipant, useRemoveParticipant, useSetMembers, whyQuery } from './api'
import { useRightsWords } from './words'
import { Words } from './Words'

type Ticket = Schemas['TicketShape']

interface Props {
  ticket: Ticket
  open: boolean
  onClose: () => void
  /** The ticket as it is now. */
  onTicket: (ticket: Ticket) => void
}

/** Who sees a ticket: members, participants, and why somebody does. */
export const AccessPanel = (props: Props) => (
  <Words over>
    <Panel {...props} />
  </Words>
)

function Panel({ ticket, open, onClose, onTicket }: Props) {
  const say = useRightsWords()
  const common = useWireWords()
  return (
    <SidePanel open={open} onClose={onClose} title={say('rights.access')} closeLabel={common('wire.close')} size={420}>
      {ticket.can.restrict ? <Members key={ticket.version} ticket={ticket} onTicket={onTicket} /> : null}
      <Participants ticket={ticket} onTicket={onTicket} />
      {ticket.can.restrict ? <Why ticket={ticket} /> : null}
    </SidePanel>
  )
}

/** Says what went wrong where it did. */
function Wrong({ problem }: { problem: unknown }) {
  const common = useWireWords()
  return problem ? (
    <Hint look="bad" role="alert">
      {common(problemWord(problem))}
    </Hint>
  ) : null
}

function Members({ ticket, onTicket }: { ticket: Ticket; onTicket: (ticket: Ticket) => void }) {
  const say = useRightsWords()
  const { data: readers } = useQuery(readersQuery(ticket.queue))
  const { mutate, isPending, error } = useSetMembers()
  const [restricted, setRestricted] = useState(ticket.restricted)
  const [members, setMembers] = useState(() => ticket.members.map(({ id }) => id))
  const turn = (id: string, is: boolean) => setMembers(is ? [...members, id] : members.filter((one) => one !== id))
  const save = () => {
    if (isPending) return
    mutate(
      { id: ticket.id, members: restricted ? members : null },
      {
        onSuccess: (now) => {
          toast(say(restricted ? 'rights.access.restricted.done' : 'rights.access.open.done'), { icon: check })
          onTicket(now)
        },
      },
    )
  }
  return (
    <section className={classes.section} aria-label={say('rights.access.agents')}>
      <h3 className={classes.title}>{say('rights.access.agents')}</h3>
      <Checkbox
        label={say('rights.access.restrict')}
        description={say('rights.access.restrict.words')}
        checked={restricted}
        onChange={(event) => setRestricted(event.currentTarget.checked)}
      />
      {restricted ? (
        <fieldset className={classes.members}>
          <legend>{say('rights.access.members')}</legend>
          {readers ? null : <Waiting widths={[60, 50]} />}
          {readers?.map(({ id, name }) => (
            <Checkbox key={id} label={name} checked={members.includes(id)} onChange={(event) => turn(id, event.currentTarget.checked)} />
          ))}
        </fieldset>
      ) : null}
      <Button look="primary" size="small" aria-disabled={isPending} onClick={save}>
        {say('rights.access.save')}
      </Button>
      <Wrong problem={error} />
    </section>
  )
}

function Participants({ ticket, onTicket }: { ticket: Ticket; onTicket: (ticket: Ticket) => void }) {
  const say = useRightsWords()
  const { mutate: add, isPending: adding, error: addError } = useAddParticipant()
  const { mutate: remove, isPending: removing, error: removeError } = useRemoveParticipant()
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState<string | null>(null)
  const invite = () => {
    if (adding || !chosen) return
    add(
      { id: ticket.id, customer_user: chosen },
      {
        onSuccess: (now) => {
          setText('')
          setChosen(null)
          toast(say('rights.access.invited'), { icon: check })
          onTicket(now)
        },
      },
    )
  }
  return (
    <section className={classes.section} aria-label={say('rights.access.participants')}>
      <h3 className={classes.title}>{say('rights.access.participants')}</h3>
      <p className={classes.words}>{say('rights.access.participants.words')}</p>
      <ul>
        {ticket.participants.map(({ id, name }) => (
          <li key={id} className={classes.line}>
            <span>{name}</span>
            {ticket.can.participants ? (
              <IconButton
                label={say('rights.access.remove', { name })}
                icon={trash}
                size="small"
                disabled={removing}
                onClick={() => remove({ id: ticket.id, customer_user: id }, { onSuccess: onTicket })}
              />
            ) : null}
          </li>
        ))}
      </ul>
      {ticket.can.participants ? (
        <>
          <CustomerField
            value={text}
            onChange={(now, user) => {
              setText(now)
              setChosen(user?.id ?? null)
            }}
          />
          <Button size="small" aria-disabled={adding || !chosen} onClick={invite}>
            {say('rights.access.invite')}
          </Button>
        </>
      ) : null}
      <Wrong problem={addError ?? removeError} />
    </section>
  )
}

function Why({ ticket }: { ticket: Ticket }) {
  const say = useRightsWords()
  const { data: readers } = useQuery(readersQuery(ticket.queue))
  const [who, setWho] = useState<string | null>(null)
  const { data, error } = useQuery(whyQuery(ticket.id, who ?? '', ticket.version))
  const people = [...(readers ?? []), ...ticket.participants]
  return (
    <section className={classes.section} aria-label={say('rights.why')}>
      <h3 className={classes.title}>{say('rights.why')}</h3>
      <Select label={say('rights.why.who')} searchable value={who} data={people.map(({ id, name }) => ({ value: id, label: name }))} onChange={setWho} />
      <div aria-live="polite">
        {data ? (
          <>
            <p className={classes.sees}>{say(data.sees ? 'rights.why.sees' : 'rights.why.sees-not', { name: data.name })}</p>
            <ol className={classes.steps}>
              {data.steps.map((step) => (
                <li key={step.words}>{step.words}</li>
              ))}
            </ol>
          </>
        ) : null}
      </div>
      <Wrong problem={error} />
    </section>
  )
}
