import look from 'icon:eye'
import { buttonClass, FileChip, Icon } from '../../../kit'
import { type Schemas, sizeIn, useFileWarning, useLocale } from '../../../wire'
import { useTicketWords } from '../words'
import classes from './Attachments.module.css'

/** The last part of a type as one knows it: `PDF`, `PNG`. */
const shortType = (type: string) => type.split('/').at(-1)?.split(/[.+;-]/).at(-1)?.toUpperCase() ?? ''

export function Attachments({ attachments }: { attachments: Schemas['AttachmentShape'][] }) {
  const say = useTicketWords()
  const locale = useLocale()
  const warn = useFileWarning()
  if (attachments.length === 0) return null
  return (
    <ul className={classes.files} aria-label={say('tickets.attachments', { count: attachments.length })}>
      {attachments.map((file) => (
        <li key={file.id}>
          <FileChip
            name={file.name}
            type={file.type}
            note={`${shortType(file.type)} · ${sizeIn(locale, file.size)}`}
            href={file.href}
            warning={warn(file)}
            thumbnail={file.thumbnail}
          />
          {file.preview ? (
            <a
              href={file.preview}
              target="_blank"
              rel="noopener noreferrer"
              className={`${buttonClass('quiet', 'small')} ${classes.look}`}
              aria-label={say('tickets.file.look', { name: file.name })}
              title={say('tickets.file.look', { name: file.name })}
            >
              <Icon d={look} />
            </a>
          ) : null}
        </li>
      ))}
    </ul>
  )
}
