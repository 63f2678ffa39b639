import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react'
import classes from './Button.module.css'
import { Icon } from './Icon'
import { Tip } from './Tip'

export type ButtonLook = 'primary' | 'secondary' | 'quiet' | 'note' | 'danger' | 'final'
export type ButtonSize = 'small' | 'normal' | 'large'

/** The class of a button, for links that look like one. */
export function buttonClass(look: ButtonLook = 'secondary', size: ButtonSize = 'normal', wide = false): string {
  const parts = [classes.button, classes[look]]
  if (size !== 'normal') parts.push(classes[size])
  if (wide) parts.push(classes.wide)
  return parts.join(' ')
}

type Native = ButtonHTMLAttributes<HTMLButtonElement>

interface Props extends Native {
  look?: ButtonLook
  size?: ButtonSize
  wide?: boolean
  icon?: string
  keys?: string
  ref?: Ref<HTMLButtonElement>
}

export function Button({ look, size, wide, icon, keys, children, className, type = 'button', ...rest }: Props) {
  return (
    <button type={type} className={`${buttonClass(look, size, wide)}${className ? ` ${className}` : ''}`} {...rest}>
      {icon ? <Icon d={icon} /> : null}
      {children}
      {keys ? <Kbd bare>{keys}</Kbd> : null}
    </button>
  )
}

interface IconProps extends Native {
  label: string
  icon: string
  look?: ButtonLook
  size?: ButtonSize
  iconSize?: number
  keys?: string
  ref?: Ref<HTMLButtonElement>
}

/** A button without a word: it has a name and a tooltip instead. */
export function IconButton({ label, icon, look = 'quiet', size, iconSize = 16, keys, className, type = 'button', ...rest }: IconProps) {
  return (
    <Tip label={keys ? `${label} (${keys})` : label}>
      <button
        type={type}
        aria-label={label}
        className={`${buttonClass(look, size)} ${classes.icon}${className ? ` ${className}` : ''}`}
        {...rest}
      >
        <Icon d={icon} size={iconSize} />
      </button>
    </Tip>
  )
}

/** A key to press. The name of the key is for the eyes only where the control it stands in has a name of its own. */
export function Kbd({ children, bare = false }: { children: ReactNode; bare?: boolean }) {
  return (
    <kbd className={bare ? classes.kbd : `${classes.kbd} ${classes.plain}`} aria-hidden={bare || undefined}>
      {children}
    </kbd>
  )
}
