import check from 'icon:check'
import { toast } from '../../../kit'
import { problemWord, useWireWords } from '../../../wire'
import { useSetMatrix } from '../api'
import { changeOf, type Line, type Permission } from '../model'
import { useRightsWords } from '../words'

/** Sets a cell of the matrix at once, and offers to take it back. */
export function useCells() {
  const say = useRightsWords()
  const common = useWireWords()
  const { mutate } = useSetMatrix()
  const onError = (problem: unknown) => toast(common(problemWord(problem)), { look: 'bad' })
  return (line: Line, permission: Permission, give: boolean) => {
    const words = say(give ? 'rights.given' : 'rights.taken', { permission: say(`rights.${permission}`), name: line.label })
    const undo = { label: common('wire.undo'), run: () => mutate(changeOf(line, permission, !give), { onError }) }
    mutate(changeOf(line, permission, give), { onError, onSuccess: () => toast(words, { icon: check, undo }) })
  }
}
