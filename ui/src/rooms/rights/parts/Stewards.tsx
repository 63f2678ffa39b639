import { useQuery } from '@tanstack/react-query'
import check from 'icon:check'
import { toast, Waiting } from '../../../kit'
import { Failed, problemWord, useWireWords } from '../../../wire'
import { agentsQuery, type Group, useChangeGroup } from '../api'
import { useRightsWords } from '../words'
import { Persons, type Somebody } from './Persons'

/** The stewards of a group: appointed and withdrawn. */
export function Stewards({ group }: { group: Group }) {
  const say = useRightsWords()
  const common = useWireWords()
  const { data, error, refetch } = useQuery(agentsQuery)
  const { mutate, isPending } = useChangeGroup()
  if (!data) return error ? <Failed error={error} onRetry={() => void refetch()} /> : <Waiting widths={[60, 50]} />
  const set = (stewards: string[], words: string, back?: string[]) =>
    mutate(
      { id: group.id, stewards },
      {
        onError: (problem) => toast(common(problemWord(problem)), { look: 'bad' }),
        onSuccess: () => toast(words, { icon: check, undo: back ? { label: common('wire.undo'), run: () => set(back, say('rights.undone')) } : undefined }),
      },
    )
  const turn = ({ id, name }: Somebody, is: boolean) =>
    set(is ? [...group.stewards, id] : group.stewards.filter((one) => one !== id), say(is ? 'rights.steward.on' : 'rights.steward.off', { name, group: group.name }), group.stewards)
  return (
    <Persons
      label={say('rights.stewards')}
      people={data.filter(({ id }) => group.stewards.includes(id))}
      others={data.filter(({ id, valid }) => valid && !group.stewards.includes(id))}
      none={say('rights.stewards.none')}
      add={say('rights.steward.add')}
      remove={(name) => say('rights.steward.remove', { name })}
      busy={isPending}
      onTurn={turn}
    />
  )
}
