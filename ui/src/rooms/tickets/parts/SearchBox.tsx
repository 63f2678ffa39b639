import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import magnifier from 'icon:magnifying-glass'
import { useId, useState } from 'react'
import { Icon, Kbd } from '../../../kit'
import { useWireWords } from '../../../wire'
import { useListError } from '../useList'
import { type ListSearch, markErrors, queryOf } from '../search'
import { searchReason, useTicketWords } from '../words'
import classes from './SearchBox.module.css'

/** The search. What the server did not understand is marked and explained under the field. */
export function SearchBox({ search, onGo }: { search: ListSearch; onGo?: () => void }) {
  // A search from elsewhere (the palette, a link, going back) replaces what stands in the field.
  return <Box key={search.q ?? ''} search={search} onGo={onGo} />
}

function Box({ search, onGo }: { search: ListSearch; onGo?: () => void }) {
  const say = useTicketWords()
  const common = useWireWords()
  const navigate = useNavigate()
  const client = useQueryClient()
  const [text, setText] = useState(search.q ?? '')
  const errorId = useId()
  const problem = useListError(search)
  const explain = search.q !== undefined && problem?.slug === 'query-not-understood' ? problem : null
  return (
    <form
      role="search"
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault()
        const q = text.trim()
        if (q === search.q) void client.invalidateQueries({ queryKey: ['tickets', queryOf(search)] })
        void navigate({ to: '/tickets', search: q ? { q } : { view: 'mine' } })
        onGo?.()
      }}
    >
      <div className={classes.field} data-wrong={explain ? true : undefined}>
        <Icon d={magnifier} />
        <input
          type="search"
          className={classes.input}
          aria-label={say('tickets.search')}
          placeholder={common('wire.search')}
          value={text}
          data-act="search"
          aria-invalid={explain ? true : undefined}
          aria-describedby={explain ? errorId : undefined}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') event.currentTarget.blur()
          }}
        />
        <Kbd bare>/</Kbd>
      </div>
      {explain ? (
        <div className={classes.errors} id={errorId} role="alert">
          <p className={classes.query}>
            {markErrors(search.q ?? '', explain.errors).map((piece, index) =>
              piece.wrong ? (
                <b key={index} className={classes.wrong}>
                  {piece.text}
                </b>
              ) : (
                <span key={index}>{piece.text}</span>
              ),
            )}
          </p>
          <ul>
            {explain.errors.map((error, index) => (
              <li key={index}>
                {error.token ? <code>{error.token}</code> : null} {searchReason(say, error.reason)}
              </li>
            ))}
          </ul>
          <p className={classes.example}>{say('tickets.search.example')}</p>
        </div>
      ) : null}
    </form>
  )
}
