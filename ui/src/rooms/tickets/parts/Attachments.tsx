import { FileChip } from '../../../kit'
import { type Schemas, sizeIn, useLocale } from '../../../wire'
import { useTicketWords } from '../words'
import classes from './Attachments.module.css'

/** The last part of a type as one knows it: `PDF`, `PNG`. */
const shortType = (type: string) => type.split('/').at(-1)?.split(/[.+;-]/).at(-1)?.toUpperCase() ?? ''

export function Attachments({ attachments }: { attachments: Schemas['AttachmentShape'][] }) {
  const say = useTicketWords()
  const locale = useLocale()
  if (attachments.length === 0) return null
  return (
    <ul className={classes.files} aria-label={say('tickets.attachments', { count: attachments.length })}>
      {attachments.map((file) => (
        <li key={file.id}>
          <FileChip name={file.name} type={file.type} note={`${shortType(file.type)} · ${sizeIn(locale, file.size)}`} href={file.href} />
        </li>
      ))}
    </ul>
  )
}
