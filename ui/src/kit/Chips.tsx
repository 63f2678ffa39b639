import { Pill, TagsInput, type TagsInputProps } from '@mantine/core'
import { type Marked, order, withNote, withSign } from './fieldParts'

interface Own {
  /** How a value reads. */
  show: (value: string) => string
  removeLabel: (shown: string) => string
}

/** Several short values in one field, such as addresses. */
export function Chips({ error, label, optional, show, removeLabel, ...rest }: TagsInputProps & Marked & Own) {
  return (
    <TagsInput
      inputWrapperOrder={order}
      label={withNote(label, optional)}
      error={withSign(error)}
      splitChars={[',', ';']}
      acceptValueOnBlur
      renderPill={({ value, option, onRemove, disabled }) => {
        const shown = show(String(value ?? option.value))
        return (
          <Pill withRemoveButton onRemove={onRemove} disabled={disabled} removeButtonProps={{ 'aria-label': removeLabel(shown), tabIndex: 0 }}>
            {shown}
          </Pill>
        )
      }}
      comboboxProps={{ transitionProps: { duration: 0 } }}
      {...rest}
    />
  )
}
