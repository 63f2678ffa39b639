import type { EditorWords } from '../../kit'
import { useTicketWords } from './words'

export function useEditorWords(label: string, placeholder: string): EditorWords {
  const say = useTicketWords()
  return {
    label,
    placeholder,
    bold: say('tickets.editor.bold'),
    bullets: say('tickets.editor.bullets'),
    numbers: say('tickets.editor.numbers'),
    quote: say('tickets.editor.quote'),
    code: say('tickets.editor.code'),
    link: say('tickets.editor.link'),
    askLink: say('tickets.editor.ask-link'),
  }
}
