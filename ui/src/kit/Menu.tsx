import { Menu as Base } from '@mantine/core'
import check from 'icon:check/bold'
import type { ReactElement, ReactNode } from 'react'
import { Kbd } from './Button'
import { Icon } from './Icon'
import classes from './Menu.module.css'

export interface MenuItem {
  id: string
  label: ReactNode
  icon?: string
  keys?: string
  checked?: boolean
  danger?: boolean
  href?: string
  download?: boolean
  run?: () => void
}

export interface MenuGroup {
  label?: string
  items: MenuItem[]
}

interface Props {
  trigger: ReactElement
  label: string
  groups: MenuGroup[]
  position?: 'bottom-start' | 'bottom-end' | 'right-end' | 'top-start'
  children?: ReactNode
}

/** A menu of acts. `children` stand at its end. */
export function Menu({ trigger, label, groups, position = 'bottom-start', children }: Props) {
  return (
    <Base position={position} withInitialFocusPlaceholder={false} transitionProps={{ duration: 0 }} returnFocus shadow="md" withinPortal>
      <Base.Target>{trigger}</Base.Target>
      <Base.Dropdown aria-label={label}>
        {groups.map((group, index) => (
          <div key={group.label ?? index} role="group" aria-label={group.label} className={classes.group}>
            {group.label ? (
              <div className={classes.label} aria-hidden>
                {group.label}
              </div>
            ) : null}
            {group.items.map((item) => (
              <Item item={item} key={item.id} />
            ))}
          </div>
        ))}
        {children}
      </Base.Dropdown>
    </Base>
  )
}

function Item({ item }: { item: MenuItem }) {
  const inner = (
    <span className={classes.row}>
      {item.icon ? <Icon d={item.icon} /> : null}
      <span className={classes.words}>{item.label}</span>
      {item.checked ? <Icon d={check} size={14} /> : null}
      {item.keys ? <Kbd bare>{item.keys}</Kbd> : null}
    </span>
  )
  const className = item.danger ? `${classes.item} ${classes.danger}` : classes.item
  if (item.checked !== undefined) {
    return (
      <Base.RadioItem value={item.id} checked={item.checked} onChange={item.run} className={className} checkIcon={<span hidden />} closeMenuOnClick>
        {inner}
      </Base.RadioItem>
    )
  }
  if (item.href) {
    return (
      <Base.Item component="a" href={item.href} className={className} download={item.download || undefined}>
        {inner}
      </Base.Item>
    )
  }
  return (
    <Base.Item className={className} onClick={item.run}>
      {inner}
    </Base.Item>
  )
}
