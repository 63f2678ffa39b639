import { sizeIn, tlsName, useLocale, useTimes } from '../../../wire'
import { wayWord } from '../model'
import { useMailWords } from '../words'

/** What was measured when a mail came; who may not see all of it has less. */
interface Measured {
  at: string
  way: string
  tls?: string | null
  place?: string | null
  peer?: string | null
  helo?: string | null
  envelope_from?: string | null
  recipients?: string[]
  message_id?: string | null
  size?: number
}

/** The facts of a mail as lines of a slip. */
export function useFacts(): (mail: Measured) => [string, string][] {
  const say = useMailWords()
  const times = useTimes()
  const locale = useLocale()
  return (mail) => {
    const lines: [string, string | null | undefined][] = [
      [say('mail.fact.at'), times.full(mail.at)],
      [say('mail.fact.way'), wayWord(say, mail.way)],
      [say('mail.fact.place'), mail.place],
      [say('mail.fact.peer'), [mail.peer, mail.helo].filter(Boolean).join(' · ')],
      [say('mail.fact.tls'), mail.tls ? tlsName(mail.tls) : say('mail.fact.no-tls')],
      // The empty sender is one; no sender is none.
      [say('mail.fact.envelope'), mail.envelope_from === '' ? '<>' : mail.envelope_from],
      [say('mail.fact.recipients'), mail.recipients?.join(', ')],
      [say('mail.fact.message-id'), mail.message_id],
      [say('mail.fact.size'), mail.size === undefined ? null : sizeIn(locale, mail.size)],
    ]
    return lines.flatMap(([name, value]) => (value ? [[name, value]] : []))
  }
}
