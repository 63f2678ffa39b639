import { Combobox, useCombobox } from '@mantine/core'
import { TextField } from './TextField'
import classes from './SearchField.module.css'

interface Props {
  label: string
  description?: string
  error?: string
  value: string
  /** What a screen reader says about the number of options. */
  said: string
  options: { value: string; label: string; note: string }[]
  onType: (text: string) => void
  onPick: (value: string) => void
}

/** A field that offers what fits while one types. */
export function SearchField({ label, description, error, value, said, options, onType, onPick }: Props) {
  const box = useCombobox({ onDropdownClose: () => box.resetSelectedOption() })
  const open = box.dropdownOpened && options.length > 0
  return (
    <Combobox
      store={box}
      shadow="md"
      transitionProps={{ duration: 0 }}
      onOptionSubmit={(picked) => {
        onPick(picked)
        box.closeDropdown()
      }}
    >
      <Combobox.Target withExpandedAttribute>
        <TextField
          role="combobox"
          label={label}
          description={description}
          error={error}
          value={value}
          autoComplete="off"
          onChange={(event) => {
            onType(event.currentTarget.value)
            box.openDropdown()
          }}
          onBlur={() => box.closeDropdown()}
        />
      </Combobox.Target>
      <span className="said-only" role="status">
        {open ? said : ''}
      </span>
      <Combobox.Dropdown hidden={!open}>
        <Combobox.Options aria-label={label} className={classes.options}>
          {options.map((option) => (
            <Combobox.Option value={option.value} key={option.value} className={classes.option}>
              <span className={classes.name}>{option.label}</span>
              <span className={classes.note}>{option.note}</span>
            </Combobox.Option>
          ))}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  )
}
