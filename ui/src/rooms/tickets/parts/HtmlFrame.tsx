import out from 'icon:arrow-square-out'
import blocked from 'icon:image'
import { useEffect, useRef, useState } from 'react'
import { Button, buttonClass, Hint, Icon } from '../../../kit'
import type { Schemas } from '../../../wire'
import { useShowPictures } from '../api'
import { type Article, frameHeight } from '../model'
import { useTicketWords } from '../words'
import classes from './HtmlFrame.module.css'

const cap = 900

/** The HTML of an article. Pictures that lie on other machines are blocked, each time anew, until one asks for them. */
export function HtmlView({ article }: { article: Article }) {
  const say = useTicketWords()
  const pictures = useShowPictures()
  const told = useRef<HTMLDivElement>(null)
  const frame = pictures.data ?? article.html_frame
  if (!frame) return null
  // The button goes; whoever pressed it stays where it was.
  const load = () => pictures.mutate(article.id, { onSuccess: () => told.current?.focus() })
  return (
    <>
      {article.remote_pictures > 0 ? (
        <div ref={told} tabIndex={-1} className={classes.pictures}>
          <Hint icon={blocked} look={pictures.isError ? 'bad' : 'pen'} role="status">
            {pictures.isSuccess ? say('tickets.pictures.loaded') : say('tickets.pictures.blocked', { count: article.remote_pictures })}
            {pictures.isError ? ` ${say('tickets.pictures.failed')}` : ''}
            {pictures.isSuccess ? null : (
              <Button size="small" onClick={load} disabled={pictures.isPending} className={classes.load}>
                {say('tickets.pictures.load')}
              </Button>
            )}
          </Hint>
        </div>
      ) : null}
      <HtmlFrame frame={frame} title={article.by.name} />
    </>
  )
}

/**
 * The HTML of a mail, on its own origin, without script. The page cannot measure it: the server says how high it is at some widths, and where
 * that is too low the frame scrolls inside.
 */
function HtmlFrame({ frame, title }: { frame: Schemas['FrameShape']; title: string }) {
  const say = useTicketWords()
  const box = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(640)
  const [whole, setWhole] = useState(false)
  useEffect(() => {
    if (!box.current) return undefined
    const observer = new ResizeObserver(([entry]) => entry && setWidth(entry.contentRect.width))
    observer.observe(box.current)
    return () => observer.disconnect()
  }, [])
  const wanted = frameHeight(frame.heights, width)
  return (
    <div className={classes.box} ref={box}>
      <iframe
        sandbox="allow-popups allow-popups-to-escape-sandbox"
        referrerPolicy="no-referrer"
        loading="lazy"
        src={frame.href}
        title={title}
        className={classes.frame}
        style={{ height: whole ? wanted : Math.min(wanted, cap) }}
      />
      <div className={classes.foot}>
        {wanted > cap && !whole ? (
          <Button size="small" onClick={() => setWhole(true)}>
            {say('tickets.html.whole')}
          </Button>
        ) : null}
        <a href={frame.href} target="_blank" rel="noopener noreferrer" className={buttonClass('quiet', 'small')}>
          <Icon d={out} />
          {say('tickets.html.tab')}
        </a>
      </div>
    </div>
  )
}
