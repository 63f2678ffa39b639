import { Textarea, type TextareaProps } from '@mantine/core'
import { type Marked, order, withNote, withSign } from './fieldParts'

export function TextArea({ error, label, optional, ...rest }: TextareaProps & Marked) {
  return <Textarea inputWrapperOrder={order} label={withNote(label, optional)} error={withSign(error)} {...rest} />
}
