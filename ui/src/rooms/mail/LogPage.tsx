import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import arrowIn from 'icon:arrow-down-left'
import arrowOut from 'icon:arrow-up-right'
import reload from 'icon:arrow-clockwise'
import close from 'icon:x'
import warning from 'icon:warning/fill'
import { useEffect, useRef, useState } from 'react'
import { Button, Hint, Icon, IconButton, Page, Pane, Select, Sheet, SidePanel, TextField, useAtLeast, Waiting } from '../../kit'
import { Failed, useTimes, useWireWords } from '../../wire'
import { accountsQuery, entryQuery, logQuery, type LogLine } from './api'
import classes from './LogPage.module.css'
import { accountName, bareId, outcomes, outcomeWord, ways, wayWord } from './model'
import { Entry } from './parts/Entry'
import { OutcomeStamp } from './parts/OutcomeStamp'
import { Words } from './parts/Page'
import { type LogSearch, readLogSearch } from './search'
import { useMailWords } from './words'

/** Every mail and what became of it, and why. */
export const LogPage = () => (
  <Words>
    <Log />
  </Words>
)

function Log() {
  const say = useMailWords()
  const common = useWireWords()
  const search = useSearch({ from: '/admin/mail/log' })
  const navigate = useNavigate()
  const beside = useAtLeast(90)
  // What is typed is asked a moment later, when another mail may be open.
  const show = (change: LogSearch) => void navigate({ to: '/admin/mail/log', search: (now) => ({ ...readLogSearch(now), ...change }), replace: true })
  const leave = () => show({ entry: undefined })
  /** What stood beside the page goes; whoever closed it is where they opened it. */
  const shut = () => {
    leave()
    document.querySelector<HTMLElement>('main li[data-current] a')?.focus()
  }
  const { data: entry } = useQuery({ ...entryQuery(search.entry ?? ''), enabled: search.entry !== undefined })
  const title = entry?.subject || say('mail.no-subject')
  return (
    <div className={classes.frame}>
      <Page title={say('mail.log')} words={say('mail.log.words')} wide>
        <Asked search={search} onChange={show} />
        <Lines search={search} />
      </Page>
      {beside ? (
        search.entry ? (
          <Pane as="aside" region="context" label={say('mail.entry')} className={classes.aside}>
            <div className={classes.asideHead}>
              <h2 className={classes.asideTitle}>{title}</h2>
              <IconButton label={common('wire.close')} icon={close} size="small" onClick={shut} />
            </div>
            <Entry id={search.entry} key={search.entry} />
          </Pane>
        ) : null
      ) : (
        <SidePanel open={search.entry !== undefined} onClose={leave} title={title} closeLabel={common('wire.close')} size={460}>
          {search.entry ? <Entry id={search.entry} key={search.entry} /> : null}
        </SidePanel>
      )}
    </div>
  )
}

/** What is asked of the log. */
function Asked({ search, onChange }: { search: LogSearch; onChange: (change: LogSearch) => void }) {
  const say = useMailWords()
  const [typed, setTyped] = useState(search.q ?? '')
  const asked = useRef(search.q)
  useEffect(() => {
    if (asked.current === search.q) return
    // Who went back, or followed a link, sees in the field what is asked now.
    asked.current = search.q
    setTyped(search.q ?? '')
  }, [search.q])
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  // Whoever went on to another page is not fetched back by what they typed here.
  useEffect(() => () => clearTimeout(timer.current), [])
  const { data: accounts = [] } = useQuery(accountsQuery)
  const ask = (q: string, after: number) => {
    clearTimeout(timer.current)
    timer.current = setTimeout(() => {
      asked.current = q.trim() || undefined
      onChange({ q: asked.current })
    }, after)
  }
  const any = (label: string) => ({ value: '', label })
  const narrowed = search.q || search.outcome || search.way || search.account || search.since || search.until
  return (
    <form
      role="search"
      aria-label={say('mail.log')}
      className={classes.asked}
      onSubmit={(event) => {
        event.preventDefault()
        ask(typed, 0)
      }}
    >
      <TextField
        className={classes.words}
        label={say('mail.log.search')}
        type="search"
        placeholder={say('mail.log.search.hint')}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value)
          ask(event.currentTarget.value, 300)
        }}
      />
      <Select
        label={say('mail.log.outcome')}
        data={[any(say('mail.log.any')), ...outcomes.map((outcome) => ({ value: outcome, label: outcomeWord(say, outcome) }))]}
        value={search.outcome ?? ''}
        onChange={(outcome) => onChange({ outcome: outcome || undefined })}
      />
      <Select
        label={say('mail.log.way')}
        data={[any(say('mail.log.any')), ...ways.map((way) => ({ value: way, label: wayWord(say, way) }))]}
        value={search.way ?? ''}
        onChange={(way) => onChange({ way: way || undefined })}
      />
      {accounts.length > 0 ? (
        <Select
          label={say('mail.log.account')}
          data={[any(say('mail.log.any')), ...accounts.map((account) => ({ value: bareId(account), label: accountName(account) }))]}
          value={search.account ?? ''}
          onChange={(account) => onChange({ account: account || undefined })}
        />
      ) : null}
      <TextField label={say('mail.log.since')} type="date" value={search.since ?? ''} onChange={(event) => onChange({ since: event.currentTarget.value || undefined })} />
      <TextField label={say('mail.log.until')} type="date" value={search.until ?? ''} onChange={(event) => onChange({ until: event.currentTarget.value || undefined })} />
      {narrowed ? (
        <Button
          look="quiet"
          className={classes.reset}
          onClick={() => {
            setTyped('')
            clearTimeout(timer.current)
            onChange({ q: undefined, outcome: undefined, way: undefined, account: undefined, since: undefined, until: undefined })
          }}
        >
          {say('mail.log.reset')}
        </Button>
      ) : null}
    </form>
  )
}

function Lines({ search }: { search: LogSearch }) {
  const say = useMailWords()
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage, isFetching } = useInfiniteQuery(logQuery(search))
  if (!data) return error ? <Failed error={error} onRetry={() => void refetch()} /> : <Waiting widths={[96, 80, 92, 70, 96, 60, 88, 76]} />
  const lines = data.pages.flatMap((page) => page.items)
  const more = data.pages.at(-1)?.more === true
  return (
    <>
      <div className={classes.count}>
        <p role="status">{say(hasNextPage ? 'mail.log.count.newest' : 'mail.log.count', { count: lines.length })}</p>
        <IconButton label={say('mail.log.reload')} icon={reload} size="small" aria-disabled={isFetching} onClick={() => void refetch()} />
      </div>
      {error && !isFetching ? <Hint look="stale">{say('mail.stale')}</Hint> : null}
      {lines.length === 0 && hasNextPage ? null : lines.length === 0 ? (
        <div className={classes.empty}>
          <h2>{say('mail.log.none')}</h2>
          <p>{say('mail.log.none.words')}</p>
        </div>
      ) : (
        <Sheet>
          <div className={classes.columns} aria-hidden>
            <span>{say('mail.fact.at')}</span>
            <span>{say('mail.log.mail')}</span>
            <span>{say('mail.log.became')}</span>
            <span>{say('mail.log.ticket')}</span>
          </div>
          <ol aria-label={say('mail.log')}>
            {lines.map((line) => (
              <Line key={line.id} line={line} search={search} />
            ))}
          </ol>
        </Sheet>
      )}
      {hasNextPage ? (
        <div className={classes.foot}>
          <Button aria-disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {say('mail.log.older')}
          </Button>
          {more ? <span>{say('mail.log.more')}</span> : null}
        </div>
      ) : null}
    </>
  )
}

function Line({ line, search }: { line: LogLine; search: LogSearch }) {
  const say = useMailWords()
  const times = useTimes()
  const current = search.entry === line.id
  const incoming = line.direction === 'in'
  return (
    <li className={classes.line} data-current={current || undefined}>
      <p className={classes.when}>
        <Icon d={incoming ? arrowIn : arrowOut} size={14} label={say(incoming ? 'mail.in' : 'mail.out')} />
        <time dateTime={line.at} title={times.full(line.at)}>
          {times.short(line.at)}
        </time>
      </p>
      <div className={classes.mail}>
        <p className={classes.from}>{incoming ? (line.from ?? say('mail.no-sender')) : line.recipients.join(', ')}</p>
        <p className={classes.subject}>
          <Link to="/admin/mail/log" search={{ ...search, entry: line.id }} className={classes.open} aria-current={current || undefined}>
            {line.subject || say('mail.no-subject')}
          </Link>
          {line.malformed ? <Icon d={warning} size={14} className={classes.odd} label={say('mail.odd')} /> : null}
        </p>
      </div>
      <div className={classes.outcome}>
        <OutcomeStamp outcome={line.outcome} />
        {line.why ? <p className={classes.because}>{line.why}</p> : null}
      </div>
      <div className={classes.ticket}>
        {line.number ? (
          <Link to="/tickets/$number" params={{ number: line.number }} search={{ view: 'open' }} className={classes.number}>
            {line.number}
          </Link>
        ) : (
          <span aria-hidden>–</span>
        )}
        <p className={classes.way}>{wayWord(say, line.way)}</p>
      </div>
    </li>
  )
}
