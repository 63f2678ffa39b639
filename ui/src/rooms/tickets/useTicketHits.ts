import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import magnifier from 'icon:magnifying-glass'
import ticketIcon from 'icon:ticket'
import { useDeferredValue } from 'react'
import { type Act, fold } from '../../kit'
import { fetchPage } from './api'
import type { TicketRow } from './model'
import { useTicketWords } from './words'

const most = 6

/** Tickets that fit what is typed into the palette, and the way to all of them. */
export function useTicketHits(typed: string): Act[] {
  const say = useTicketWords()
  const navigate = useNavigate()
  const text = useDeferredValue(typed.trim())
  const number = text.replaceAll(/\s/g, '')
  const isNumber = /^#?\d{5,}$/.test(number)
  const q = isNumber ? `number:${number.replace('#', '')}` : text
  const { data, isPlaceholderData } = useQuery({
    queryKey: ['ticket-hits', q],
    queryFn: ({ signal }) => fetchPage(q, null, signal, most),
    enabled: text.length > 1,
    placeholderData: keepPreviousData,
    retry: false,
  })
  if (text.length < 2) return []
  const group = say('tickets.group.tickets')
  const open = (wanted: string) => void navigate({ to: '/tickets/$number', params: { number: wanted }, search: { view: 'mine' } })
  // Until the answer is there, the hits of what was typed before stay as far as they still fit: Enter must not open another one.
  const words = fold(text).split(/\s+/)
  const fits = (row: TicketRow) => words.every((word) => fold(`${row.number} ${row.title} ${row.customer.name ?? ''} ${row.customer.company ?? ''}`).includes(word))
  const rows = data?.items ?? []
  const hits = (isPlaceholderData ? rows.filter(fits) : rows).map((row) => ({
    id: `ticket.${row.id}`,
    label: `${row.number} ${row.title}`,
    also: row.customer.company ?? row.customer.name,
    group,
    icon: ticketIcon,
    run: () => open(row.number),
  }))
  const direct =
    isNumber && hits.length === 0 ? [{ id: 'ticket.number', label: say('tickets.act.number', { number }), group, icon: ticketIcon, run: () => open(number.replace('#', '')) }] : []
  const all = { id: 'ticket.search', label: say('tickets.act.search', { text }), group, icon: magnifier, run: () => void navigate({ to: '/tickets', search: { q: text } }) }
  return [...hits, ...direct, all]
}
