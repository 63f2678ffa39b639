import { lazy, type ReactNode, Suspense, useState } from 'react'
import classes from './Dialog.module.css'
import type { DialogProps, PlateProps, SidePanelProps } from './DialogParts'

const load = () => import('./DialogParts')
const LazyDialog = lazy(async () => ({ default: (await load()).Dialog }))
const LazySidePanel = lazy(async () => ({ default: (await load()).SidePanel }))
const LazyPlate = lazy(async () => ({ default: (await load()).Plate }))

/** Fetches dialogs before the first one is opened. */
export const prepareDialogs = () => void load().catch(() => undefined)

/** True from the first time `open` is true: before that there is nothing to fetch. */
function useOnceOpen(open: boolean): boolean {
  const [once, setOnce] = useState(open)
  if (open && !once) setOnce(true)
  return once
}

/** A question that must be answered before going on. */
export function Dialog(props: DialogProps) {
  return useOnceOpen(props.open) ? (
    <Suspense>
      <LazyDialog {...props} />
    </Suspense>
  ) : null
}

/** Something beside the page that is looked at and closed again. */
export function SidePanel(props: SidePanelProps) {
  return useOnceOpen(props.open) ? (
    <Suspense>
      <LazySidePanel {...props} />
    </Suspense>
  ) : null
}

/** A dialog of free form at the top of the page, such as the palette. It has a name but shows no head. */
export function Plate(props: PlateProps) {
  return useOnceOpen(props.open) ? (
    <Suspense>
      <LazyPlate {...props} />
    </Suspense>
  ) : null
}

/** The row of buttons at the foot of a dialog or form: primary first. */
export function Foot({ children }: { children: ReactNode }) {
  return <div className={classes.foot}>{children}</div>
}
