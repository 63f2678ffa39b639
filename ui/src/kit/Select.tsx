import { Select as BaseSelect, type SelectProps } from '@mantine/core'
import { type Marked, order, withNote, withSign } from './fieldParts'

export function Select({ error, label, optional, ...rest }: SelectProps & Marked) {
  return (
    <BaseSelect
      inputWrapperOrder={order}
      label={withNote(label, optional)}
      error={withSign(error)}
      allowDeselect={false}
      comboboxProps={{ transitionProps: { duration: 0 }, shadow: 'md' }}
      {...rest}
    />
  )
}
