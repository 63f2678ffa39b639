import plus from 'icon:plus'
import { buttonClass, Icon, Picker } from '../../../kit'
import { useWireWords } from '../../../wire'

interface Props {
  label: string
  others: { id: string; name: string }[]
  disabled?: boolean
  onAdd: (id: string) => void
}

/** A button that offers who, or what, may be added. */
export function Add({ label, others, disabled, onAdd }: Props) {
  const common = useWireWords()
  return (
    <Picker
      label={label}
      value={null}
      options={others.map(({ id, name }) => ({ value: id, label: name }))}
      searchLabel={others.length > 7 ? common('wire.search') : undefined}
      emptyLabel={common('wire.nothing-found')}
      className={buttonClass('secondary', 'small')}
      disabled={disabled}
      onPick={onAdd}
    >
      <Icon d={plus} />
      {label}
    </Picker>
  )
}
