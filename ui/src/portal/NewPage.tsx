import check from 'icon:check'
import { useEffect, useState } from 'react'
import { Button, Hint, Slip, SlipRule, TextArea, TextField, toast } from '../kit'
import { asAttachment, newKey, problemWord, useWireWords } from '../wire'
import { useAsk } from './api'
import { Files } from './Files'
import { useGo } from './Go'
import classes from './NewPage.module.css'
import { useKeptText } from './texts'
import { usePortalWords } from './words'

/** A new request. */
export function NewPage() {
  const say = usePortalWords()
  const common = useWireWords()
  const go = useGo()
  const [title, setTitle] = useKeptText('new.title')
  const [body, setBody] = useKeptText('new.body')
  const [files, setFiles] = useState<File[]>([])
  const [tried, setTried] = useState(false)
  const [key] = useState(newKey)
  const { mutate, isPending, error } = useAsk()
  useEffect(() => {
    document.title = say('portal.new')
  }, [say])
  const send = async () => {
    if (isPending) return
    setTried(true)
    if (title.trim() === '' || body.trim() === '') return
    const attachments = await Promise.all(files.map(asAttachment))
    mutate(
      { body: { title: title.trim(), body, ...(attachments.length > 0 ? { attachments } : {}) }, key },
      {
        onSuccess: (ticket) => {
          setTitle('')
          setBody('')
          toast(say('portal.new.sent', { number: ticket.number }), { icon: check })
          void go(`/tickets/${ticket.id}`)
        },
      },
    )
  }
  return (
    <div className={classes.page}>
      <form
        className={classes.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void send()
        }}
      >
        <div>
          <h1 className={classes.title}>{say('portal.new')}</h1>
          <p className={classes.sub}>{say('portal.new.words')}</p>
        </div>
        <TextField
          size="md"
          label={say('portal.new.title')}
          value={title}
          error={tried && title.trim() === '' ? say('portal.new.title.missing') : undefined}
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
        <TextArea
          size="md"
          label={say('portal.new.body')}
          description={say('portal.new.body.help')}
          minRows={5}
          autosize
          maxRows={16}
          value={body}
          error={tried && body.trim() === '' ? say('portal.new.body.missing') : undefined}
          onChange={(event) => setBody(event.currentTarget.value)}
        />
        <Files files={files} onChange={setFiles} />
        {error && !isPending ? (
          <Hint look="bad" role="alert">
            {common(problemWord(error))} {say('portal.kept')}
          </Hint>
        ) : null}
        <div className={classes.foot}>
          <Button look="primary" size="large" type="submit" aria-disabled={isPending}>
            {say('portal.new.send')}
          </Button>
        </div>
      </form>
      <Slip title={say('portal.next')} className={classes.slip}>
        <SlipRule />
        <ol className={classes.steps}>
          {([1, 2, 3] as const).map((step) => (
            <li key={step}>{say(`portal.next.${step}`)}</li>
          ))}
        </ol>
      </Slip>
    </div>
  )
}
