import { Component, type ComponentType, lazy, type ReactNode, Suspense, useState } from 'react'
import { Button, Hint, usePatience } from '../kit'
import classes from './Late.module.css'
import { useWireWords } from './words'

interface BoundaryProps {
  instead: (retry: () => void) => ReactNode
  onRetry?: () => void
  children: ReactNode
}

/** Keeps what could not be fetched from taking the whole page along. */
class Boundary extends Component<BoundaryProps, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError = () => ({ failed: true })

  #retry = () => {
    this.props.onRetry?.()
    this.setState({ failed: false })
  }

  override render() {
    return this.state.failed ? this.props.instead(this.#retry) : this.props.children
  }
}

interface Props {
  /** What is fetched opens over the page, so what is said meanwhile does, too. */
  over?: boolean
  onRetry?: () => void
  children: ReactNode
}

/** Draws what has to be fetched first. While that lasts it says so, and if it fails, too; then it can be tried again. */
export function Late({ over = false, onRetry, children }: Props) {
  const common = useWireWords()
  const place = over ? classes.over : undefined
  const instead = (retry: () => void) => (
    <Hint look="bad" role="alert" className={place}>
      {common('wire.late.failed')}{' '}
      <Button size="small" onClick={retry}>
        {common('wire.retry')}
      </Button>
    </Hint>
  )
  return (
    <Boundary instead={instead} onRetry={onRetry}>
      <Suspense fallback={<Waiting className={place} />}>{children}</Suspense>
    </Boundary>
  )
}

function Waiting({ className }: { className?: string }) {
  const common = useWireWords()
  const long = usePatience(true, 300)
  return long ? (
    <Hint role="status" className={className}>
      {common('wire.late')}
    </Hint>
  ) : null
}

/** A part that opens over the page, and is fetched when it is asked for; see [`Late`]. */
export function late<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  const fetched = (): { Wanted: ComponentType<Props> } => ({ Wanted: lazy(async () => ({ default: await load() })) as ComponentType<Props> })
  let kept = fetched()
  return function Part(props: Props) {
    const [{ Wanted }, setWanted] = useState(kept)
    const again = () => {
      kept = fetched()
      setWanted(kept)
    }
    return (
      <Late over onRetry={again}>
        <Wanted {...props} />
      </Late>
    )
  }
}
