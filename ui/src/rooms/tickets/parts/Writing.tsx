import type { JSONContent } from '@tiptap/core'
import internal from 'icon:eye-slash'
import paperclip from 'icon:paperclip'
import people from 'icon:users'
import plane from 'icon:paper-plane-tilt/fill'
import quoteIcon from 'icon:quotes'
import trash from 'icon:trash'
import warning from 'icon:warning/fill'
import { useQuery } from '@tanstack/react-query'
import { type DragEvent, Suspense, useEffect, useRef, useState } from 'react'
import { Button, Checkbox, Editor, FileChip, Hint, IconButton, Select, TextField, type Written } from '../../../kit'
import { problemWord, sizeIn, useLocale, useTimes, useWireWords } from '../../../wire'
import { statesQuery } from '../api'
import { type Draft, dropDraft, type Kept, keepDraft, keepFiles, useDraftFiles } from '../drafts'
import { isPending, localInput, presets, splitQuotes, type Ticket } from '../model'
import { type Obstacle, obstacleOf, useSending } from '../useSending'
import { useEditorWords } from '../useEditorWords'
import { usePictures } from '../usePictures'
import { stateName, useTicketWords } from '../words'
import { Addresses } from './Addresses'
import classes from './Writing.module.css'

/** The fields, the text and the foot of what is being written. */
export function Writing({ ticket, draft, onClosed }: { ticket: Ticket; draft: Draft; onClosed: () => void }) {
  const say = useTicketWords()
  const common = useWireWords()
  const locale = useLocale()
  const files = useDraftFiles(ticket.id)
  const kept = draft.mode === 'reply' ? (draft.kept ?? []) : []
  const keptFiles = kept.filter(({ contentId }) => !contentId)
  const html = useRef('')
  const [round, setRound] = useState(0)
  const [obstacle, setObstacle] = useState<Obstacle | null>(null)
  const [over, setOver] = useState(false)
  const states = useQuery(statesQuery).data ?? []
  const { send, sending, error } = useSending(ticket)
  const editorWords = useEditorWords(say('tickets.composer.text'), say(`tickets.composer.placeholder.${draft.mode}`))
  const keep = (part: Partial<Draft>) => {
    setObstacle(null)
    keepDraft(ticket.id, { ...draft, ...part })
  }
  // What stands in the way of a reply need not stand in the way of a note.
  const shown = obstacle === 'attachment' && draft.mode !== 'reply' ? null : obstacle
  const waits = states.some((state) => state.name === draft.state && isPending(state.type))

  const { room, pictures } = usePictures(ticket.id, [...kept, ...files], (id) => keptPicture(ticket, kept, id))
  const add = (added: File[]) => {
    keepFiles(ticket.id, [...files, ...room(added)])
  }
  const trySend = (sure: boolean, close = false) => {
    if (sending) return
    const found = obstacleOf(draft, files, waits && !close)
    if (found && !(found === 'attachment' && sure)) setObstacle(found)
    else if (close) send({ ...draft, state: 'closed successful', pendingUntil: '' }, html.current, files, onClosed)
    else send(draft, html.current, files)
  }
  const write = (written: Written) => {
    html.current = written.html
    if (written.text !== draft.text) keep({ document: written.document, text: written.text })
    else if (draft.document !== written.document) keepDraft(ticket.id, { ...draft, document: written.document })
  }
  const quote = () => {
    const answered = ticket.articles.find((article) => article.id === draft.answers) ?? ticket.articles.findLast((article) => article.visible_to_customer)
    if (!answered) return
    const own = splitQuotes(answered.text).filter((part) => !part.quoted)
    keep({ document: withQuote(draft.document, own.map((part) => part.text).join('\n')) })
    setRound(round + 1)
  }
  const drop = {
    onDragOver: (event: DragEvent) => {
      if (!event.dataTransfer.types.includes('Files')) return
      event.preventDefault()
      setOver(true)
    },
    onDragLeave: () => setOver(false),
    onDrop: (event: DragEvent) => {
      if (event.defaultPrevented || event.dataTransfer.files.length === 0) return setOver(false)
      event.preventDefault()
      setOver(false)
      return add([...event.dataTransfer.files])
    },
  }
  const root = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // On a narrow screen the composer stands below the conversation.
    root.current?.parentElement?.scrollIntoView({ block: 'nearest' })
  }, [])
  return (
    <div ref={root} className={classes.writing} data-over={over || undefined} {...drop}>
      <Meanwhile ticket={ticket} draft={draft} />
      {draft.resends && draft.mode === 'reply' ? (
        <Hint look="pen" className={classes.meanwhile}>
          {say('tickets.composer.again')}
        </Hint>
      ) : null}
      {draft.mode === 'reply' ? <Addresses draft={draft} keep={keep} obstacle={obstacle} /> : null}
      {draft.mode === 'phone' ? (
        <div className={classes.line}>
          <Checkbox
            size="xs"
            label={say('tickets.composer.visible')}
            checked={draft.visible}
            onChange={(event) => keep({ visible: event.currentTarget.checked })}
          />
        </div>
      ) : null}
      <Suspense fallback={<div className={classes.wait} aria-busy="true" />}>
        <Editor
          key={round}
          words={editorWords}
          document={draft.document}
          autoFocus
          onWrite={write}
          onSend={(more) => trySend(false, more)}
          onFiles={add}
          pictures={pictures}
        />
      </Suspense>
      {files.length + keptFiles.length > 0 ? (
        <ul className={classes.files} aria-label={common('wire.files')}>
          {keptFiles.map((file) => (
            <li key={file.id}>
              <FileChip
                name={file.name}
                type={file.type}
                note={sizeIn(locale, file.size)}
                removeLabel={common('wire.file.remove', { name: file.name })}
                onRemove={() => keep({ kept: kept.filter(({ id }) => id !== file.id) })}
              />
            </li>
          ))}
          {files.map((file, index) => (
            <li key={`${file.name}${index}`}>
              <FileChip
                name={file.name}
                type={file.type}
                note={sizeIn(locale, file.size)}
                removeLabel={common('wire.file.remove', { name: file.name })}
                onRemove={() => keepFiles(ticket.id, files.filter((_, at) => at !== index))}
              />
            </li>
          ))}
        </ul>
      ) : null}
      {shown ? (
        <Hint look="stale" icon={warning} role="alert" className={classes.hint}>
          {say(`tickets.obstacle.${shown}`)}{' '}
          {shown === 'attachment' ? (
            <Button size="small" onClick={() => trySend(true)}>
              {say('tickets.composer.without')}
            </Button>
          ) : null}
        </Hint>
      ) : null}
      {error && !sending ? (
        <Hint look="bad" role="alert" className={classes.hint}>
          {common(problemWord(error))} {say('tickets.composer.kept')}
        </Hint>
      ) : null}
      <div className={classes.foot}>
        <Button
          look={draft.mode === 'note' ? 'note' : 'primary'}
          icon={draft.mode === 'reply' ? plane : draft.mode === 'note' ? internal : undefined}
          aria-disabled={sending}
          keys={common('wire.keys.send')}
          onClick={() => trySend(false)}
        >
          {say(`tickets.send.${draft.mode}`)}
        </Button>
        {ticket.can.state ? (
          <div className={classes.state}>
            <Select
              aria-label={say('tickets.composer.state')}
              value={draft.state}
              data={[
                { value: '', label: say('tickets.composer.state.same') },
                ...states
                  .filter((state) => !['new', 'merged', 'removed'].includes(state.type))
                  .map((state) => ({ value: state.name, label: say('tickets.composer.state.then', { state: stateName(say, state.name) }) })),
              ]}
              onChange={(value) => {
                const next = states.find((state) => state.name === value)
                const tomorrow = presets(new Date())[1]?.at ?? new Date()
                keep({ state: value ?? '', pendingUntil: next && isPending(next.type) ? draft.pendingUntil || localInput(tomorrow) : '' })
              }}
            />
          </div>
        ) : null}
        {waits ? (
          <TextField
            type="datetime-local"
            aria-label={say('tickets.pending.own')}
            value={draft.pendingUntil}
            onChange={(event) => keep({ pendingUntil: event.currentTarget.value })}
          />
        ) : null}
        <span className={classes.rare}>
          <IconButton label={say('tickets.composer.quote')} icon={quoteIcon} size="small" onClick={quote} />
          <FileButton onFiles={add} />
          <IconButton label={say('tickets.composer.discard')} icon={trash} size="small" onClick={() => dropDraft(ticket.id)} />
        </span>
      </div>
    </div>
  )
}

/** From where a picture is shown that the server has already. */
function keptPicture(ticket: Ticket, kept: Kept[], contentId: string): string | undefined {
  const found = kept.find((file) => file.contentId === contentId)
  return ticket.articles.flatMap(({ attachments }) => attachments).find(({ id }) => id === found?.id)?.preview ?? undefined
}

function withQuote(document: JSONContent | null, text: string): JSONContent {
  const paragraphs = text.split(/\n/).map((line) => ({ type: 'paragraph', ...(line.trim() === '' ? {} : { content: [{ type: 'text', text: line }] }) }))
  const before = document?.content ?? []
  return { type: 'doc', content: [...before, { type: 'blockquote', content: paragraphs }, { type: 'paragraph' }] }
}

function FileButton({ onFiles }: { onFiles: (files: File[]) => void }) {
  const common = useWireWords()
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        onChange={(event) => {
          onFiles([...(event.currentTarget.files ?? [])])
          event.currentTarget.value = ''
        }}
      />
      <IconButton label={common('wire.file.attach')} icon={paperclip} size="small" onClick={() => input.current?.click()} />
    </>
  )
}

/** Says so if the conversation went on while one was writing. */
function Meanwhile({ ticket, draft }: { ticket: Ticket; draft: Draft }) {
  const say = useTicketWords()
  const times = useTimes()
  const added = ticket.articles.slice(draft.seen)
  const last = added.at(-1)
  if (!last) return null
  return (
    <Hint look="stale" icon={people} role="status" className={classes.meanwhile}>
      <b>{say('tickets.meanwhile', { count: added.length })}</b> {last.by.name}, {times.within(last.at)}{' '}
      <a
        href={`#${last.id}`}
        onClick={(event) => {
          event.preventDefault()
          document.getElementById(last.id)?.scrollIntoView({ block: 'start' })
          document.getElementById(last.id)?.focus()
        }}
      >
        {say('tickets.meanwhile.look')}
      </a>
    </Hint>
  )
}
