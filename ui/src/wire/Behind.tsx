import { Button, Hint } from '../kit'
import { useWireWords } from './words'

/** Somebody else changed what a form is about. */
export function Behind({ onLoad }: { onLoad: () => void }) {
  const common = useWireWords()
  return (
    <Hint look="stale" role="status">
      {common('wire.behind')}{' '}
      <Button size="small" onClick={onLoad}>
        {common('wire.behind.load')}
      </Button>
    </Hint>
  )
}
