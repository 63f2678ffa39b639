import type { ReactNode } from 'react'
import { Pane } from './parts'
import classes from './Sections.module.css'

interface Props {
  label: string
  /** Groups of links, each link with [`sectionClass`]. */
  links: ReactNode
  children: ReactNode
}

/** What a link to a section looks like; `data-active` where one is. */
export const sectionClass = classes.section
/** The name above some of the links. */
export const sectionGroupClass = classes.group

/** A page with the way to the ones beside it: their names at the left, above it where there is no room. */
export function Sections({ label, links, children }: Props) {
  return (
    <div className={classes.frame}>
      <Pane as="nav" region="views" label={label} className={classes.sections}>
        <h2 className={classes.heading}>{label}</h2>
        {links}
      </Pane>
      <div className={classes.page}>{children}</div>
    </div>
  )
}
