import { useQuery } from '@tanstack/react-query'
import { Hint, SidePanel, Slip, SlipLines, SlipRule, Waiting } from '../../../kit'
import { asProblem, Failed, useTimes, useWireWords } from '../../../wire'
import { journeyQuery } from '../api'
import { wayWord } from '../model'
import { useMailWords } from '../words'
import classes from './Entry.module.css'
import { OutcomeStamp } from './OutcomeStamp'
import { Words } from './Page'
import { Steps } from './Steps'
import { useFacts } from './useFacts'

interface Props {
  article: string
  open: boolean
  onClose: () => void
}

/** How the mail of an article came here, for everybody who sees the ticket. */
export const JourneyPanel = (props: Props) => (
  <Words over>
    <Panel {...props} />
  </Words>
)

function Panel({ article, open, onClose }: Props) {
  const say = useMailWords()
  const common = useWireWords()
  return (
    <SidePanel open={open} onClose={onClose} title={say('mail.journey')} closeLabel={common('wire.close')} size={420}>
      <Content article={article} />
    </SidePanel>
  )
}

function Content({ article }: { article: string }) {
  const say = useMailWords()
  const times = useTimes()
  const factsOf = useFacts()
  const { data, error, refetch } = useQuery(journeyQuery(article))
  if (!data) {
    if (!error) return <Waiting widths={[90, 60, 98, 80]} />
    return asProblem(error).slug === 'not-found' ? <Hint>{say('mail.journey.none')}</Hint> : <Failed error={error} onRetry={() => void refetch()} />
  }
  const lines = factsOf(data)
  return (
    <div className={classes.entry}>
      <p className={classes.line}>
        <OutcomeStamp outcome={data.outcome} />
      </p>
      {data.malformed ? <Hint look="stale">{say('mail.malformed', { reason: data.malformed })}</Hint> : null}
      <Steps steps={data.steps} label={say('mail.journey')} />
      <Slip title={say('mail.facts')}>
        <SlipLines lines={lines} />
        {data.copies.length > 0 ? <SlipRule /> : null}
        {data.copies.map((copy) => (
          <p key={copy.id}>{say('mail.copy', { time: times.full(copy.at), way: wayWord(say, copy.way) })}</p>
        ))}
      </Slip>
    </div>
  )
}
