import { Combobox, useCombobox } from '@mantine/core'
import check from 'icon:check/bold'
import { useState, type ReactNode } from 'react'
import { fold } from './fold'
import { Icon } from './Icon'
import classes from './Picker.module.css'

export interface PickerOption {
  value: string
  label: string
  /** Shown instead of the label where it says more. */
  row?: ReactNode
  disabled?: boolean
}

interface Props {
  label: string
  value: string | null
  options: PickerOption[]
  /** The name of the search field; without it there is none. */
  searchLabel?: string
  emptyLabel: string
  onPick: (value: string) => void
  onOpen?: () => void
  children: ReactNode
  className?: string
  disabled?: boolean
  /** Lets a shortcut find the button. */
  act?: string
}

/** A button that opens a list to pick one from, with a search where the list is long. */
export function Picker(props: Props) {
  const [search, setSearch] = useState('')
  const box = useCombobox({
    onDropdownOpen: () => {
      props.onOpen?.()
      setSearch('')
      if (props.searchLabel) requestAnimationFrame(() => box.focusSearchInput())
    },
    onDropdownClose: () => box.resetSelectedOption(),
  })
  const wanted = fold(search)
  const options = box.dropdownOpened ? props.options.filter((option) => fold(option.label).includes(wanted)) : []
  return (
    <Combobox
      store={box}
      position="bottom-start"
      width={280}
      shadow="md"
      withinPortal
      transitionProps={{ duration: 0 }}
      returnFocus
      onOptionSubmit={(value) => {
        box.closeDropdown()
        props.onPick(value)
      }}
    >
      <Combobox.Target targetType="button" withExpandedAttribute>
        <button
          type="button"
          className={props.className}
          aria-label={props.label}
          disabled={props.disabled}
          data-act={props.act}
          onClick={() => box.toggleDropdown()}
        >
          {props.children}
        </button>
      </Combobox.Target>
      <Combobox.Dropdown>
        {props.searchLabel ? (
          <Combobox.Search
            value={search}
            onChange={(event) => {
              setSearch(event.currentTarget.value)
              box.updateSelectedOptionIndex()
            }}
            aria-label={props.searchLabel}
            placeholder={props.searchLabel}
          />
        ) : null}
        <Combobox.Options className={classes.options} aria-label={props.label}>
          {options.length === 0 ? <Combobox.Empty>{props.emptyLabel}</Combobox.Empty> : null}
          {options.map((option) => (
            <Combobox.Option
              value={option.value}
              key={option.value}
              className={classes.option}
              disabled={option.disabled}
              active={option.value === props.value}
            >
              <span className={classes.words}>{option.row ?? option.label}</span>
              {option.value === props.value ? <Icon d={check} size={14} /> : null}
            </Combobox.Option>
          ))}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  )
}
