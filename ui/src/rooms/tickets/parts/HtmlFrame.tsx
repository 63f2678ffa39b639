import out from 'icon:arrow-square-out'
import { useEffect, useRef, useState } from 'react'
import { Button, buttonClass, Icon } from '../../../kit'
import type { Schemas } from '../../../wire'
import { frameHeight } from '../model'
import { useTicketWords } from '../words'
import classes from './HtmlFrame.module.css'

const cap = 900

/**
 * The HTML of a mail, on its own origin, without script. The page cannot measure it: the server says how high it is at some widths, and where
 * that is too low the frame scrolls inside.
 */
export function HtmlFrame({ frame, title }: { frame: Schemas['FrameShape']; title: string }) {
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
