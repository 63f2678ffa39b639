import classes from './Field.module.css'
import { Icon } from './Icon'

interface Choice<Value extends string> {
  value: Value
  label: string
  icon?: string
}

/** A choice of up to five, all of them visible. */
export function Choices<Value extends string>(props: {
  label: string
  hideLabel?: boolean
  name: string
  value: Value
  choices: Choice<Value>[]
  onChange: (value: Value) => void
}) {
  return (
    <fieldset className={classes.choices}>
      <legend className={props.hideLabel ? 'said-only' : classes.legend}>{props.label}</legend>
      <div className={classes.row}>
        {props.choices.map((choice) => (
          <label key={choice.value} className={classes.choice}>
            <input
              type="radio"
              className="said-only"
              name={props.name}
              value={choice.value}
              checked={choice.value === props.value}
              onChange={() => props.onChange(choice.value)}
            />
            {choice.icon ? <Icon d={choice.icon} /> : null}
            {choice.label}
          </label>
        ))}
      </div>
    </fieldset>
  )
}
