import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Page, Select, Waiting } from '../../kit'
import { Failed } from '../../wire'
import { type Matrix, matrixQuery } from './api'
import { linesOf, type Plane } from './model'
import { Grid } from './parts/Grid'
import { useCells } from './parts/useCells'
import { useRightsWords } from './words'
import { Words } from './Words'

/** What agents and roles have in each group, cell by cell. */
export const MatrixPage = () => (
  <Words>
    <Rights />
  </Words>
)

function Rights() {
  const say = useRightsWords()
  const { data, error, refetch } = useQuery(matrixQuery)
  return (
    <Page title={say('rights.matrix')} words={say('rights.matrix.words')} wide>
      {data ? <Planes matrix={data} /> : error ? <Failed error={error} onRetry={() => void refetch()} /> : <Waiting widths={[40, 90, 90, 90]} />}
    </Page>
  )
}

function Planes({ matrix }: { matrix: Matrix }) {
  const say = useRightsWords()
  const set = useCells()
  const [plane, setPlane] = useState<Plane>(`group:${matrix.groups[0]?.id ?? 1}`)
  return (
    <>
      <Select
        label={say('rights.matrix.of')}
        searchable
        value={plane}
        data={[
          { group: say('rights.groups'), items: matrix.groups.map(({ id, name }) => ({ value: `group:${id}`, label: name })) },
          { group: say('rights.roles'), items: matrix.roles.map(({ id, name }) => ({ value: `role:${id}`, label: name })) },
          { group: say('rights.agents'), items: matrix.agents.map(({ id, name }) => ({ value: `agent:${id}`, label: name })) },
        ]}
        onChange={(value) => (value ? setPlane(value as Plane) : undefined)}
      />
      <Grid lines={linesOf(matrix, plane)} of={say(plane.startsWith('group:') ? 'rights.matrix.who' : 'rights.group')} onSet={set} />
    </>
  )
}
