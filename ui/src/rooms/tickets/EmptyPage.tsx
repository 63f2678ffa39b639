import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect } from 'react'
import { Button, Kbd, Pane } from '../../kit'
import { listTitle } from './parts/ListPane'
import { useKnownRows } from './useList'
import { useTicketWords } from './words'
import classes from './EmptyPage.module.css'

/** Beside the list while no ticket is open. */
export function EmptyPage() {
  const say = useTicketWords()
  const navigate = useNavigate()
  const search = useSearch({ from: '/tickets' })
  const rows = useKnownRows(search)
  const first = rows?.[0]
  const title = listTitle(search, say)
  useEffect(() => {
    document.title = title
  }, [title])
  // An empty list says itself that it is empty, and takes the room.
  if (rows?.length === 0) return null
  return (
    <Pane as="main" region="conversation" label={say('tickets.conversation')} className={classes.page}>
      {first ? (
        <div className={classes.words}>
          <h2 className={classes.title}>{say('tickets.choose')}</h2>
          <p className={classes.text}>
            {say('tickets.choose.words')} <Kbd>j</Kbd> <Kbd>k</Kbd> <Kbd>o</Kbd>
          </p>
          <Button look="primary" onClick={() => void navigate({ to: '/tickets/$number', params: { number: first.number }, search })}>
            {say('tickets.choose.first')}
          </Button>
        </div>
      ) : null}
    </Pane>
  )
}
