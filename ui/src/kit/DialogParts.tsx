import { Drawer as BaseDrawer, Modal } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './Dialog.module.css'

export interface DialogProps {
  open: boolean
  onClose: () => void
  title: string
  closeLabel: string
  children: ReactNode
  size?: number | string
}

/** A question that must be answered before going on. */
export function Dialog({ open, onClose, title, closeLabel, children, size = 480 }: DialogProps) {
  return (
    <Modal
      opened={open}
      onClose={onClose}
      title={title}
      size={size}
      lockScroll={false}
      centered
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ 'aria-label': closeLabel }}
      attributes={{ header: { role: 'presentation' } }}
      classNames={{ header: classes.header, body: classes.body }}
    >
      {children}
    </Modal>
  )
}

export type SidePanelProps = DialogProps & { side?: 'left' | 'right' }

/** Something beside the page that is looked at and closed again. */
export function SidePanel({ open, onClose, title, closeLabel, children, size = 380, side = 'right' }: SidePanelProps) {
  return (
    <BaseDrawer
      opened={open}
      onClose={onClose}
      title={title}
      size={size}
      position={side}
      lockScroll={false}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ 'aria-label': closeLabel }}
      attributes={{ header: { role: 'presentation' } }}
      classNames={{ header: classes.header, body: classes.body, content: classes.side }}
    >
      {children}
    </BaseDrawer>
  )
}

export interface PlateProps {
  open: boolean
  onClose: () => void
  label: string
  children: ReactNode
}

/** A dialog of free form at the top of the page, such as the palette. It has a name but shows no head. */
export function Plate({ open, onClose, label, children }: PlateProps) {
  return (
    <Modal
      opened={open}
      onClose={onClose}
      withCloseButton={false}
      size={680}
      yOffset="12vh"
      padding={0}
      lockScroll={false}
      transitionProps={{ duration: 0 }}
      attributes={{ content: { 'aria-label': label } }}
      classNames={{ content: classes.plate }}
    >
      {children}
    </Modal>
  )
}
