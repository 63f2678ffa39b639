import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import folder from 'icon:tray'
import magnifier from 'icon:magnifying-glass'
import plus from 'icon:plus'
import stack from 'icon:stack'
import { useMemo } from 'react'
import { type Act, useActs } from '../../kit'
import { useMe } from '../../wire'
import { queuesQuery } from './api'
import { queuePath } from './model'
import { press } from './press'
import { viewKeys } from './search'
import { useTicketWords } from './words'

export const viewShortcuts = { mine: 'g m', open: 'g o', unowned: 'g u', pending: 'g p' } as const

/** Going to views and queues, to the search and to a new ticket; possible everywhere. */
export function useGoActs(): void {
  const say = useTicketWords()
  const navigate = useNavigate()
  const me = useMe()
  const { data: queues } = useQuery(queuesQuery)
  const mayCreate = me.can.create_ticket
  const acts = useMemo<Act[]>(() => {
    const group = say('tickets.group.go')
    const search = () => {
      if (press('search')) return
      void navigate({ to: '/tickets', search: { view: 'mine' } }).then(() => press('search'))
    }
    const create: Act[] = mayCreate
      ? [
          { id: 'new', label: say('tickets.new'), group, icon: plus, keys: 'n', run: () => void navigate({ to: '/new' }) },
          { id: 'new.phone', label: say('tickets.new.phone'), group, icon: plus, keys: 'p', run: () => void navigate({ to: '/new', search: { channel: 'phone' } }) },
        ]
      : []
    return [
      ...create,
      ...viewKeys.map((key) => ({
        id: `go.${key}`,
        label: say(`tickets.view.${key}`),
        group,
        icon: stack,
        keys: viewShortcuts[key],
        run: () => void navigate({ to: '/tickets', search: { view: key } }),
      })),
      { id: 'search', label: say('tickets.search'), group, icon: magnifier, keys: '/', run: search },
      ...(queues ?? []).map((queue) => ({
        id: `go.queue.${queue.id}`,
        label: say('tickets.act.queue', { queue: queuePath(queue.name) }),
        group,
        icon: folder,
        run: () => void navigate({ to: '/tickets', search: { queue: queue.name } }),
      })),
    ]
  }, [queues, navigate, say, mayCreate])
  useActs(acts)
}
