import { type PointerEvent, useState } from 'react'
import classes from './Splitter.module.css'

interface Props {
  label: string
  width: number
  least: number
  most: number
  onWidth: (width: number) => void
}

const step = 16

/** The edge between two panes: drag it, or move it with the arrow keys. */
export function Splitter({ label, width, least, most, onWidth }: Props) {
  const [from, setFrom] = useState<{ x: number; width: number } | null>(null)
  const set = (wanted: number) => onWidth(Math.min(most, Math.max(least, Math.round(wanted))))
  return (
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={width}
      aria-valuemin={least}
      aria-valuemax={most}
      tabIndex={0}
      className={classes.splitter}
      onPointerDown={(event: PointerEvent<HTMLDivElement>) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        setFrom({ x: event.clientX, width })
      }}
      onPointerMove={(event) => from && set(from.width + event.clientX - from.x)}
      onPointerUp={() => setFrom(null)}
      onKeyDown={(event) => {
        const steps: Record<string, number> = { ArrowLeft: width - step, ArrowRight: width + step, Home: least, End: most }
        const wanted = steps[event.key]
        if (wanted === undefined) return
        event.preventDefault()
        set(wanted)
      }}
    />
  )
}
