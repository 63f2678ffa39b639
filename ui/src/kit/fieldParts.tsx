import octagon from 'icon:warning-octagon/fill'
import type { TextInputProps } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './Field.module.css'
import { Icon } from './Icon'

/** The error stands under the field, after the help. */
export const order: TextInputProps['inputWrapperOrder'] = ['label', 'input', 'description', 'error']

/** `optional` is the word to mark the field with; a field that must be filled carries no mark. */
export interface Marked {
  optional?: string
}

/** An error with its sign; `true` only marks the field. */
export function withSign(error: ReactNode): ReactNode {
  if (!error || error === true) return error
  return (
    <>
      <Icon d={octagon} />
      <span>{error}</span>
    </>
  )
}

export function withNote(label: ReactNode, optional?: string): ReactNode {
  if (!optional) return label
  return (
    <>
      {label} <span className={classes.optional}>{optional}</span>
    </>
  )
}
