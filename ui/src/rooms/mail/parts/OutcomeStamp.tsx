import article from 'icon:arrow-bend-up-left'
import copy from 'icon:copy'
import ignored from 'icon:eye-slash'
import quarantined from 'icon:shield-warning/fill'
import refused from 'icon:x-square/fill'
import report from 'icon:info'
import ticket from 'icon:ticket'
import { Stamp } from '../../../kit'
import { outcomeWord } from '../model'
import { useMailWords } from '../words'

const signs: Record<string, string> = { ticket, article, report, copy, quarantined, ignored, refused }

/** What became of a mail. */
export function OutcomeStamp({ outcome }: { outcome: string }) {
  const say = useMailWords()
  const look = outcome === 'refused' ? 'bad' : outcome === 'quarantined' ? 'stale' : outcome === 'ticket' || outcome === 'article' ? 'outline' : 'muted'
  return (
    <Stamp look={look} icon={signs[outcome]}>
      {outcomeWord(say, outcome)}
    </Stamp>
  )
}
