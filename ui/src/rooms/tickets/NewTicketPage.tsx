import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import check from 'icon:check'
import envelope from 'icon:envelope-simple'
import phone from 'icon:phone'
import { Suspense, useEffect, useRef, useState } from 'react'
import { Button, Chips, Choices, Editor, Foot, Hint, Select, TextField, toast } from '../../kit'
import { asAttachment, asProblem, newKey, problemWord, type ProblemError, type Say, useWireWords } from '../../wire'
import { CustomerField } from '../people'
import { dropDraft } from './drafts'
import { prioritiesQuery, queuesQuery, useCreateTicket } from './api'
import { isAddress, queuePath } from './model'
import classes from './NewTicketPage.module.css'
import { FilesField } from './parts/FilesField'
import { useEditorWords } from './useEditorWords'
import { shownIn, usePictures } from './usePictures'
import { priorityName, type TicketWord, useTicketWords } from './words'

/** What its pictures are kept under while it has no number. */
const draftId = 'new'

export type NewChannel = 'phone' | 'email'

interface Form {
  channel: NewChannel
  customer: string
  chosen: string | null
  queue: string | null
  priority: string
  title: string
  /** Blind copies of the mail. */
  bcc: string[]
}

type Wrong = Partial<Record<'customer' | 'bcc' | 'queue' | 'title' | 'body', string>>

/** A new ticket: from a call that was taken, or by a mail that is written. */
export function NewTicketPage() {
  const say = useTicketWords()
  const common = useWireWords()
  const navigate = useNavigate()
  const { channel } = useSearch({ from: '/new' })
  const queues = useQuery(queuesQuery).data?.filter((queue) => queue.can.create)
  const priorities = useQuery(prioritiesQuery).data
  const [form, setForm] = useState<Form>({ channel: channel ?? 'phone', customer: '', chosen: null, queue: null, priority: '3 normal', title: '', bcc: [] })
  const body = useRef({ html: '', text: '' })
  const [files, setFiles] = useState<File[]>([])
  const [wrong, setWrong] = useState<Wrong>({})
  const [key] = useState(newKey)
  const { mutate, isPending, error } = useCreateTicket()
  const { room, pictures } = usePictures(draftId, files)
  // Pictures live as long as the text that they stand in.
  useEffect(() => () => dropDraft(draftId), [])
  const mails = form.channel === 'email'
  const editorWords = useEditorWords(say('tickets.new.body'), '')
  const set = (part: Partial<Form>) => setForm((old) => ({ ...old, ...part }))
  useEffect(() => {
    document.title = say('tickets.new')
  }, [say])

  const submit = () => {
    if (isPending) return
    const customer = form.chosen ?? form.customer.trim()
    const found: Wrong = {}
    if (form.chosen === null && !isAddress(customer)) found.customer = say('tickets.new.customer.missing')
    if (mails && !form.bcc.every(isAddress)) found.bcc = say('tickets.obstacle.address')
    if (!form.queue) found.queue = say('tickets.new.queue.missing')
    if (form.title.trim() === '') found.title = say('tickets.title.missing')
    if (body.current.text.trim() === '') found.body = say('tickets.obstacle.empty')
    setWrong(found)
    if (Object.keys(found).length > 0 || !form.queue) return
    const queue = form.queue
    const { html } = body.current
    void Promise.all([...files.map(asAttachment), ...shownIn(html, draftId)]).then((attachments) =>
      mutate(
        {
          key,
          body: {
            title: form.title.trim(),
            queue,
            customer,
            priority: form.priority,
            article: {
              channel: form.channel,
              sender: form.channel === 'phone' ? 'customer' : 'agent',
              ...(mails ? { to: [form.customer.trim()] } : {}),
              ...(mails && form.bcc.length > 0 ? { bcc: form.bcc } : {}),
              subject: form.title.trim(),
              html,
              visible_to_customer: true,
              ...(attachments.length > 0 ? { attachments } : {}),
            },
          },
        },
        {
          onSuccess: (ticket) => {
            toast(say('tickets.done.created', { number: ticket.number }), { icon: check })
            void navigate({ to: '/tickets/$number', params: { number: ticket.number }, search: { view: 'mine' } })
          },
          onError: (problem) => setWrong(fieldErrors(asProblem(problem).errors, say)),
        },
      ),
    )
  }

  return (
    <main className={classes.page} data-region="conversation" tabIndex={-1}>
      <form
        className={classes.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        <h1 className={classes.title}>{say('tickets.new')}</h1>
        <Choices
          label={say('tickets.new.channel')}
          name="channel"
          value={form.channel}
          choices={[
            { value: 'phone', label: say('tickets.new.channel.phone'), icon: phone },
            { value: 'email', label: say('tickets.new.channel.email'), icon: envelope },
          ]}
          onChange={(next) => set({ channel: next })}
        />
        <p className={classes.help}>{say(`tickets.new.help.${form.channel}`)}</p>
        <CustomerField
          value={form.customer}
          error={wrong.customer}
          onChange={(customer, user) => set({ customer, chosen: user?.login ?? null })}
        />
        {mails ? (
          <Chips
            label={say('tickets.composer.bcc')}
            optional={common('wire.optional')}
            value={form.bcc}
            error={wrong.bcc}
            show={(address: string) => address.replaceAll('"', '')}
            removeLabel={(name: string) => common('wire.file.remove', { name })}
            onChange={(bcc) => set({ bcc })}
          />
        ) : null}
        <div className={classes.pair}>
          <Select
            label={say('tickets.queue')}
            value={form.queue}
            error={wrong.queue}
            searchable
            nothingFoundMessage={common('wire.nothing-found')}
            data={(queues ?? []).map((queue) => ({ value: queue.name, label: queuePath(queue.name) }))}
            onChange={(queue) => set({ queue })}
          />
          <Select
            label={say('tickets.priority')}
            value={form.priority}
            data={(priorities ?? [{ id: 3, name: '3 normal' }]).map(({ name }) => ({ value: name, label: `${name.slice(0, 1)} ${priorityName(say, name)}` }))}
            onChange={(priority) => set({ priority: priority ?? '3 normal' })}
          />
        </div>
        <TextField label={say('tickets.title')} value={form.title} error={wrong.title} onChange={(event) => set({ title: event.currentTarget.value })} />
        <div className={classes.body}>
          <span className={classes.label} aria-hidden>
            {say('tickets.new.body')}
          </span>
          <div className={classes.box} data-wrong={wrong.body ? true : undefined}>
            <Suspense fallback={<div className={classes.wait} aria-busy="true" />}>
              <Editor
                words={editorWords}
                document={null}
                onWrite={(written) => {
                  body.current = written
                }}
                onSend={() => submit()}
                onFiles={(added) => setFiles([...files, ...room(added)])}
                pictures={pictures}
              />
            </Suspense>
          </div>
          {wrong.body ? (
            <p className={classes.wrong} role="alert">
              {wrong.body}
            </p>
          ) : null}
        </div>
        <FilesField files={files} onChange={setFiles} />
        {error ? (
          <Hint look="bad" role="alert">
            {common(problemWord(error))} {say('tickets.composer.kept')}
          </Hint>
        ) : null}
        <Foot>
          <Button look="primary" type="submit" aria-disabled={isPending} keys={common('wire.keys.send')}>
            {say(form.channel === 'phone' ? 'tickets.new.create' : 'tickets.new.send')}
          </Button>
          <Button look="quiet" onClick={() => window.history.back()}>
            {common('wire.cancel')}
          </Button>
        </Foot>
      </form>
    </main>
  )
}

/** What the server found wrong, beside the fields it concerns. */
function fieldErrors(errors: ProblemError[], say: Say<TicketWord>): Wrong {
  const wrong: Wrong = {}
  for (const { field } of errors) {
    if (field === 'customer') wrong.customer = say('tickets.new.customer.missing')
    if (field === 'queue') wrong.queue = say('tickets.new.queue.missing')
    if (field === 'title') wrong.title = say('tickets.title.missing')
    if (field === 'article.to') wrong.customer = say('tickets.new.customer.missing')
    if (field === 'article.bcc') wrong.bcc = say('tickets.obstacle.address')
    if (field === 'article.body' || field === 'article.html') wrong.body = say('tickets.obstacle.empty')
  }
  return wrong
}
