import paperclip from 'icon:paperclip'
import { useRef } from 'react'
import { Button } from './Button'
import { FileChip } from './FileChip'
import classes from './FilePicker.module.css'

interface Props {
  label: string
  optional: string
  button: string
  files: File[]
  noteFor: (file: File) => string
  removeLabel: (file: File) => string
  onAdd: (files: File[]) => void
  onRemove: (index: number) => void
  large?: boolean
}

/** Files to choose, and those that are chosen. One can also drop them here. */
export function FilePicker(props: Props) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <div
      role="group"
      aria-label={props.label}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault()
        props.onAdd([...event.dataTransfer.files])
      }}
    >
      <p className={classes.label}>
        {props.label} <span className={classes.optional}>{props.optional}</span>
      </p>
      <div className={classes.row}>
        <input
          ref={input}
          type="file"
          multiple
          hidden
          onChange={(event) => {
            props.onAdd([...(event.currentTarget.files ?? [])])
            event.currentTarget.value = ''
          }}
        />
        <Button icon={paperclip} size={props.large ? 'large' : 'normal'} onClick={() => input.current?.click()}>
          {props.button}
        </Button>
        {props.files.map((file, index) => (
          <FileChip
            key={`${file.name}${index}`}
            name={file.name}
            type={file.type}
            note={props.noteFor(file)}
            removeLabel={props.removeLabel(file)}
            onRemove={() => props.onRemove(index)}
          />
        ))}
      </div>
    </div>
  )
}
