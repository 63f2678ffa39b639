import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Kit, Toasts, undoLast } from '../../kit'
import { language, LanguageProvider } from '../../wire'
import { messages as common } from '../../wire/words/de'
import { ticketKey } from './cache'
import type { Ticket } from './model'
import { someTicket } from './samples.test-data'
import { useTicketChange } from './useTicketChange'
import { messages } from './words/de'

const ticket = someTicket({ priority: '3 normal', version: 7 })
let client: QueryClient
let answer: (request: Request) => Promise<Response>

const json = (status: number, body: unknown) => Response.json(body, { status })
const shown = () => client.getQueryData<Ticket>(ticketKey(ticket.number))

function Changer() {
  const change = useTicketChange(ticket)
  return <button onClick={() => change({ priority: '5 very high' }, 'Priorität geändert')}>ändern</button>
}

function begin() {
  client.setQueryData(ticketKey(ticket.number), ticket)
  render(
    <Kit test>
      <QueryClientProvider client={client}>
        <LanguageProvider value={language('de', { ...common, ...messages })}>
          <Changer />
          <Toasts label="Meldungen" closeLabel="Schließen" />
        </LanguageProvider>
      </QueryClientProvider>
    </Kit>,
  )
  fireEvent.click(screen.getByText('ändern'))
}

beforeEach(() => {
  client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  vi.stubGlobal('fetch', (request: Request) => answer(request))
})

afterEach(() => {
  // What a toast still offers to undo is undone into the void.
  answer = () => new Promise(() => {})
  while (undoLast());
  cleanup()
})

test('change_is_shown_before_the_answer_and_sent_with_the_version', async () => {
  const sent: Request[] = []
  let release = (_response: Response) => {}
  answer = (request) => {
    sent.push(request)
    return new Promise((resolve) => {
      release = resolve
    })
  }
  begin()
  await waitFor(() => expect(shown()?.priority).toBe('5 very high'))
  await waitFor(() => expect(sent).toHaveLength(1))
  expect(sent[0]?.headers.get('If-Match')).toBe('"7"')
  release(json(200, { ...ticket, priority: '5 very high', version: 8 }))
  await screen.findByText('Priorität geändert')
  expect(shown()?.version).toBe(8)
})

test('refused_change_is_taken_back_and_explained', async () => {
  answer = async () => json(412, { type: 'https://beleg.example/problems/precondition-failed', title: '', status: 412 })
  begin()
  await screen.findByText(/inzwischen geändert/)
  expect(shown()?.priority).toBe('3 normal')
})

test('undo_sends_what_was_there_before', async () => {
  const bodies: unknown[] = []
  answer = async (request) => {
    const body: unknown = await request.json()
    bodies.push(body)
    return json(200, { ...ticket, ...(body as object), version: 7 + bodies.length })
  }
  begin()
  await screen.findByText('Priorität geändert')
  expect(undoLast()).toBe(true)
  await waitFor(() => expect(bodies).toEqual([{ priority: '5 very high' }, { priority: '3 normal' }]))
  await waitFor(() => expect(shown()?.priority).toBe('3 normal'))
})
