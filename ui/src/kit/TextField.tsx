import { TextInput, type TextInputProps } from '@mantine/core'
import { type Marked, order, withNote, withSign } from './fieldParts'

export function TextField({ error, label, optional, ...rest }: TextInputProps & Marked) {
  return <TextInput inputWrapperOrder={order} label={withNote(label, optional)} error={withSign(error)} {...rest} />
}
