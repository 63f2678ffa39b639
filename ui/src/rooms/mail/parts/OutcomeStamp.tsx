import deferred from 'icon:clock-countdown'
import sent from 'icon:paper-plane-tilt'
import failed from 'icon:warning/fill'
import cancelled from 'icon:x'
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

const signs: Record<string, string> = { ticket, article, report, copy, quarantined, ignored, refused, sent, deferred, failed, cancelled }

const looks: Record<string, 'bad' | 'stale' | 'outline'> = {
  refused: 'bad',
  failed: 'bad',
  quarantined: 'stale',
  deferred: 'stale',
  ticket: 'outline',
  article: 'outline',
  sent: 'outline',
}

/** What became of a mail. */
export function OutcomeStamp({ outcome }: { outcome: string }) {
  const say = useMailWords()
  const look = looks[outcome] ?? 'muted'
  return (
    <Stamp look={look} icon={signs[outcome]}>
      {outcomeWord(say, outcome)}
    </Stamp>
  )
}
