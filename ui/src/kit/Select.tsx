import { Select as BaseSelect, type SelectProps } from '@mantine/core'
import classes from './Field.module.css'
import { type Marked, order, withNote, withSign } from './fieldParts'

export function Select({ error, label, optional, ...rest }: SelectProps & Marked) {
  return (
    <BaseSelect
      inputWrapperOrder={order}
      label={withNote(label, optional)}
      error={withSign(error)}
      allowDeselect={false}
      // The list of options itself scrolls: what a reader has open is one thing then, and not a list within something that scrolls.
      withScrollArea={false}
      classNames={{ options: classes.options }}
      comboboxProps={{ transitionProps: { duration: 0 }, shadow: 'md' }}
      {...rest}
    />
  )
}
