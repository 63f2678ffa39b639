import { useQuery } from '@tanstack/react-query'
import { prioritiesQuery, priorityName, queuesQuery, statesQuery, stateName, useTicketWords } from '../tickets'
import type { Property } from './model'
import { useMailWords } from './words'

interface Choice {
  value: string
  label: string
}

const queueName = (name: string) => name.replaceAll('::', ' › ')

/** How what a filter sets reads, and what there is to choose from. */
export function useNames() {
  const say = useMailWords()
  const tickets = useTicketWords()
  const { data: queues = [] } = useQuery(queuesQuery)
  const { data: states = [] } = useQuery(statesQuery)
  const { data: priorities = [] } = useQuery(prioritiesQuery)
  const name = (property: Property, value: string): string => {
    if (property === 'queue') return queueName(value)
    if (property === 'state') return stateName(tickets, value)
    if (property === 'priority') return priorityName(tickets, priorities.find((one) => one.name === value || one.name.startsWith(`${value} `))?.name ?? value)
    if (property === 'lock' && (value === 'lock' || value === 'unlock' || value === 'tmp_lock')) return say(`mail.lock.${value}`)
    return value
  }
  /** The values of a property that has few; the one that is set is among them, though nothing here is called that. */
  const choices = (property: Property, value: string): Choice[] | null => {
    const there: Partial<Record<Property, string[]>> = {
      queue: queues.map((queue) => queue.name),
      state: states.map((state) => state.name),
      priority: priorities.map((priority) => priority.name),
      lock: ['unlock', 'lock', 'tmp_lock'],
    }
    const values = there[property]
    if (!values) return null
    const all = value === '' || values.includes(value) ? values : [value, ...values]
    return all.map((one) => ({ value: one, label: name(property, one) }))
  }
  return { name, choices, queues: queues.map((queue) => ({ value: queue.name, label: queueName(queue.name) })) }
}
