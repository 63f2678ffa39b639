import { Tooltip } from '@mantine/core'
import type { ReactElement, ReactNode } from 'react'

/** Words for something that shows none, on hover and on focus. */
export function Tip({ label, children }: { label: ReactNode; children: ReactElement }) {
  return (
    <Tooltip label={label} openDelay={400} events={{ hover: true, focus: true, touch: false }} withinPortal>
      {children}
    </Tooltip>
  )
}
