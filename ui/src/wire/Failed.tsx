import { Button, Hint } from '../kit'
import { problemWord } from './problem'
import { useWireWords } from './words'

/** What is shown instead of something that could not be fetched. */
export function Failed({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const common = useWireWords()
  return (
    <Hint look="bad" role="alert">
      {common(problemWord(error))}{' '}
      <Button size="small" onClick={onRetry}>
        {common('wire.retry')}
      </Button>
    </Hint>
  )
}
