import archive from 'icon:file-archive'
import close from 'icon:x'
import file from 'icon:file'
import image from 'icon:image'
import pdf from 'icon:file-pdf'
import text from 'icon:file-text'
import warningIcon from 'icon:warning/fill'
import { useState } from 'react'
import { IconButton } from './Button'
import classes from './FileChip.module.css'
import { Icon } from './Icon'

function iconFor(type: string): string {
  if (type.startsWith('image/')) return image
  if (type.startsWith('text/')) return text
  if (type === 'application/pdf') return pdf
  return /zip|tar|compressed/.test(type) ? archive : file
}

interface Props {
  name: string
  type: string
  note: string
  href?: string
  /** Why to look twice before opening it. */
  warning?: string | undefined
  /** Where a small picture of it lies. */
  thumbnail?: string | null
  removeLabel?: string
  onRemove?: () => void
}

/** A file: what kind, its name, its size; to load or to take away. */
export function FileChip({ name, type, note, href, warning, thumbnail, removeLabel, onRemove }: Props) {
  const [broken, setBroken] = useState(false)
  const inner = (
    <>
      {thumbnail && !broken ? (
        <img src={thumbnail} alt="" className={classes.thumbnail} onError={() => setBroken(true)} />
      ) : (
        <Icon d={iconFor(type)} size={18} />
      )}
      <span className={classes.words}>
        <span className={classes.name}>{name}</span>
        <span className={classes.note}>{note}</span>
        {warning ? (
          <span className={classes.warning}>
            <Icon d={warningIcon} size={14} />
            {warning}
          </span>
        ) : null}
      </span>
    </>
  )
  if (href) {
    return (
      <a href={href} download={name} className={classes.chip}>
        {inner}
      </a>
    )
  }
  return (
    <span className={classes.chip}>
      {inner}
      {onRemove && removeLabel ? <IconButton label={removeLabel} icon={close} size="small" onClick={onRemove} /> : null}
    </span>
  )
}
