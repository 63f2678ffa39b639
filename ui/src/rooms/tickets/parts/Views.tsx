import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import clock from 'icon:clock-countdown'
import folder from 'icon:tray'
import plus from 'icon:plus/bold'
import stack from 'icon:stack'
import user from 'icon:user'
import free from 'icon:user-circle-dashed'
import { Button, buttonClass, Hint, Icon, Kbd, Pane } from '../../../kit'
import { problemWord, useMe, useWireWords } from '../../../wire'
import { queuesQuery, viewsQuery } from '../api'
import { queueLeaf, queuePath } from '../model'
import { type ListSearch, type ViewKey, viewKeys } from '../search'
import { useTicketWords } from '../words'
import { SearchBox } from './SearchBox'
import classes from './Views.module.css'

const icons: Record<ViewKey, string> = { mine: user, open: stack, unowned: free, pending: clock }

/** The way to the lists: views with their counts, then the queues. */
export function Views({ search, onGo }: { search: ListSearch; onGo?: () => void }) {
  const say = useTicketWords()
  const me = useMe()
  const views = useQuery(viewsQuery)
  const counts = new Map(views.data?.map((view) => [view.key, view.open]))
  return (
    <Pane as="nav" region="views" label={say('tickets.views')} className={classes.pane}>
      <p className={classes.tenant}>{me.tenant.title}</p>
      <SearchBox search={search} onGo={onGo} />
      {me.can.create_ticket ? (
        <Link to="/new" className={`${buttonClass('primary', 'normal', true)} ${classes.create}`} onClick={onGo}>
          <Icon d={plus} />
          <span className={classes.createWord}>{say('tickets.new')}</span>
          <Kbd bare>n</Kbd>
        </Link>
      ) : null}
      <h2 className={classes.heading}>{say('tickets.views')}</h2>
      <ul>
        {viewKeys.map((key) => (
          <li key={key}>
            <Link
              to="/tickets"
              search={{ view: key }}
              className={classes.item}
              data-active={search.view === key || undefined}
              aria-current={search.view === key ? 'page' : undefined}
              onClick={onGo}
            >
              <Icon d={icons[key]} />
              <span className={classes.word}>{say(`tickets.view.${key}`)}</span>
              <span className={classes.count}>{counts.get(key) ?? '·'}</span>
            </Link>
          </li>
        ))}
      </ul>
      <h2 className={classes.heading}>{say('tickets.queues')}</h2>
      <Queues search={search} onGo={onGo} />
    </Pane>
  )
}

function Queues({ search, onGo }: { search: ListSearch; onGo?: () => void }) {
  const common = useWireWords()
  const { data, error, refetch } = useQuery(queuesQuery)
  if (error && !data) {
    return (
      <Hint look="bad">
        {common(problemWord(error))}{' '}
        <Button size="small" onClick={() => void refetch()}>
          {common('wire.retry')}
        </Button>
      </Hint>
    )
  }
  return (
    <ul>
      {data?.map((queue) => {
        const level = queue.name.split('::').length - 1
        return (
          <li key={queue.id}>
            <Link
              to="/tickets"
              search={{ queue: queue.name }}
              className={classes.item}
              data-level={Math.min(level, 3)}
              data-active={search.queue === queue.name || undefined}
              aria-current={search.queue === queue.name ? 'page' : undefined}
              title={queuePath(queue.name)}
              onClick={onGo}
            >
              {level === 0 ? <Icon d={folder} /> : null}
              <span className={classes.word}>{queueLeaf(queue.name)}</span>
              <span className={classes.count}>{queue.open}</span>
            </Link>
          </li>
        )
      })}
    </ul>
  )
}
