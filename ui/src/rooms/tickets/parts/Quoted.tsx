import { Fragment, useState } from 'react'
import { splitQuotes } from '../model'
import { useTicketWords } from '../words'
import classes from './Quoted.module.css'

/** The text of an article. What it quotes is folded away. */
export function Quoted({ text }: { text: string }) {
  return (
    <div className={classes.text}>
      {splitQuotes(text).map((part, index) =>
        part.quoted ? <Fold key={index} text={part.text} /> : <Linked key={index} text={part.text} />,
      )}
    </div>
  )
}

function Fold({ text }: { text: string }) {
  const say = useTicketWords()
  const [open, setOpen] = useState(false)
  const count = text.split('\n').length
  return (
    <div>
      <button type="button" className={classes.fold} aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? say('tickets.quote.hide') : say('tickets.quote.show', { count })}
      </button>
      {open ? (
        <div className={classes.quoted}>
          <Linked text={text} />
        </div>
      ) : null}
    </div>
  )
}

const address = /(https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]])/g

/** Text in which addresses can be followed. */
function Linked({ text }: { text: string }) {
  return (
    <p className={classes.plain}>
      {text.split(address).map((piece, index) =>
        index % 2 === 1 ? (
          <a key={index} href={piece} target="_blank" rel="noopener noreferrer nofollow">
            {piece}
          </a>
        ) : (
          <Fragment key={index}>{piece}</Fragment>
        ),
      )}
    </p>
  )
}
