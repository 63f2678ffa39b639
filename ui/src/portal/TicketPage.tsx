import { useQuery } from '@tanstack/react-query'
import check from 'icon:check'
import { useEffect, useState } from 'react'
import { Blank, Button, FileChip, Hint, Perforation, Slip, SlipLines, SlipRule, Stub, TextArea, toast, usePatience } from '../kit'
import { asAttachment, asProblem, newKey, problemWord, sizeIn, useFileWarning, useLocale, useTimes, useWireWords } from '../wire'
import { type MyArticle, type MyTicket, myTicketQuery, useAnswer } from './api'
import { Files } from './Files'
import { Go, useTicketId } from './Go'
import { StateStamp } from './state'
import { useKeptText } from './texts'
import classes from './TicketPage.module.css'
import { Missing } from './Trouble'
import { usePortalWords } from './words'

/** One request: what was written, and one's answer. */
export function TicketPage() {
  const id = useTicketId()
  const common = useWireWords()
  const { data, error, isPending, refetch } = useQuery(myTicketQuery(id))
  const late = usePatience(isPending, 300)
  if (data) return <Loaded ticket={data} key={data.id} />
  if (error) {
    if (asProblem(error).slug === 'not-found') return <Missing />
    return (
      <Hint look="bad" role="alert">
        {common(problemWord(error))}{' '}
        <Button size="small" onClick={() => void refetch()}>
          {common('wire.retry')}
        </Button>
      </Hint>
    )
  }
  return late ? <Blank widths={[70, 40, 90, 85, 60]} /> : null
}

function Loaded({ ticket }: { ticket: MyTicket }) {
  const say = usePortalWords()
  const times = useTimes()
  useEffect(() => {
    document.title = ticket.title
  }, [ticket.title])
  const [first] = ticket.articles
  return (
    <div className={classes.page}>
      <div className={classes.stub}>
        <Stub number={ticket.number} label={say('portal.receipt')} flat />
        <Perforation across />
      </div>
      <div className={classes.words}>
        <Go to="/" className={classes.back}>
          ← {say('portal.back')}
        </Go>
        <h1 className={classes.title}>{ticket.title}</h1>
        <p className={classes.state}>
          <StateStamp ticket={ticket} />
          <span>{say('portal.created', { time: times.within(ticket.created_at) })}</span>
        </p>
        {ticket.asked_by ? <p>{say('portal.asked-by', { name: ticket.asked_by })}</p> : null}
        {ticket.participants.length > 0 ? <p>{say('portal.participants', { names: ticket.participants.join(', ') })}</p> : null}
        <div className={classes.articles}>
          {ticket.articles.map((article) => (
            <Article key={article.id} article={article} />
          ))}
        </div>
        {ticket.can.reply ? <Answer ticket={ticket} /> : <p className={classes.closed}>{say('portal.answer.closed')}</p>}
      </div>
      <Slip className={classes.slip}>
        <Stub number={ticket.number} label={say('portal.receipt')} />
        <SlipRule />
        <SlipLines
          lines={[
            [say('portal.receipt.received'), times.full(first?.at ?? ticket.created_at)],
            [say('portal.receipt.changed'), times.full(ticket.changed_at)],
            [say('portal.receipt.articles'), ticket.articles.length],
          ]}
        />
      </Slip>
    </div>
  )
}

function Article({ article }: { article: MyArticle }) {
  const say = usePortalWords()
  const warn = useFileWarning()
  const times = useTimes()
  const locale = useLocale()
  const name = article.mine ? say('portal.you') : article.by
  return (
    <article className={classes.article} data-mine={article.mine || undefined} aria-label={say('portal.article', { name, time: times.day(article.at) })}>
      <header className={classes.head}>
        <b>{name}</b>
        <time dateTime={article.at}>{times.day(article.at)}</time>
      </header>
      <p className={classes.text}>{article.text}</p>
      {article.attachments.length > 0 ? (
        <ul className={classes.files}>
          {article.attachments.map((file) => (
            <li key={file.id}>
              <FileChip name={file.name} type={file.type} note={sizeIn(locale, file.size)} href={file.href} warning={warn(file)} />
            </li>
          ))}
        </ul>
      ) : null}
    </article>
  )
}

function Answer({ ticket }: { ticket: MyTicket }) {
  const say = usePortalWords()
  const common = useWireWords()
  const [text, setText] = useKeptText(ticket.id)
  const [files, setFiles] = useState<File[]>([])
  const [missing, setMissing] = useState(false)
  const [key, setKey] = useState(newKey)
  const { mutate, isPending, error } = useAnswer(ticket.id)
  const send = async () => {
    if (isPending) return
    setMissing(text.trim() === '')
    if (text.trim() === '') return
    const attachments = await Promise.all(files.map(asAttachment))
    mutate(
      { body: { body: text, ...(attachments.length > 0 ? { attachments } : {}) }, key },
      {
        onSuccess: () => {
          setText('')
          setFiles([])
          setKey(newKey())
          toast(say('portal.answer.sent'), { icon: check })
        },
      },
    )
  }
  return (
    <form
      className={classes.answer}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <TextArea
        size="md"
        label={say('portal.answer')}
        placeholder={say('portal.answer.hint')}
        minRows={3}
        autosize
        maxRows={12}
        value={text}
        error={missing ? say('portal.answer.missing') : undefined}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Files files={files} onChange={setFiles} />
      {error && !isPending ? (
        <Hint look="bad" role="alert">
          {common(problemWord(error))} {say('portal.kept')}
        </Hint>
      ) : null}
      <div>
        <Button look="primary" size="large" type="submit" aria-disabled={isPending}>
          {say('portal.answer.send')}
        </Button>
      </div>
    </form>
  )
}
