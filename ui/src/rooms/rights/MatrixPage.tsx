import { useQuery } from '@tanstack/react-query'
import check from 'icon:check'
import { type KeyboardEvent, useState } from 'react'
import { Checkbox, Page, Select, Stamp, toast, Waiting } from '../../kit'
import { Failed, problemWord, useWireWords } from '../../wire'
import { type Matrix, matrixQuery, useSetMatrix } from './api'
import classes from './MatrixPage.module.css'
import { changeOf, type Line, linesOf, type Permission, permissions, type Plane } from './model'
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
      <Table lines={linesOf(matrix, plane)} of={say(plane.startsWith('group:') ? 'rights.matrix.who' : 'rights.group')} />
    </>
  )
}

/** Arrows go from cell to cell. */
function onArrow(event: KeyboardEvent<HTMLTableElement>) {
  const steps: Record<string, [number, number]> = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }
  const step = steps[event.key]
  const at = event.target instanceof HTMLInputElement ? event.target.dataset.at?.split(' ').map(Number) : undefined
  if (!step || !at) return
  const next = `${(at[0] ?? 0) + step[0]} ${(at[1] ?? 0) + step[1]}`
  const cell = event.currentTarget.querySelector<HTMLInputElement>(`input[data-at="${next}"]`)
  if (!cell) return
  event.preventDefault()
  cell.focus()
}

function Table({ lines, of }: { lines: Line[]; of: string }) {
  const say = useRightsWords()
  const common = useWireWords()
  const { mutate } = useSetMatrix()
  const onError = (problem: unknown) => toast(common(problemWord(problem)), { look: 'bad' })
  const set = (line: Line, permission: Permission, give: boolean) => {
    const words = say(give ? 'rights.given' : 'rights.taken', { permission: say(`rights.${permission}`), name: line.label })
    const undo = { label: common('wire.undo'), run: () => mutate(changeOf({ ...line, has: line.has }, permission, !give), { onError }) }
    mutate(changeOf(line, permission, give), { onError, onSuccess: () => toast(words, { icon: check, undo }) })
  }
  return (
    <div className={classes.frame}>
      <table className={classes.table} onKeyDown={onArrow}>
        <thead>
          <tr>
            <th scope="col">{of}</th>
            {permissions.map((permission) => (
              <th key={permission} scope="col">
                {say(`rights.${permission}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line, row) => (
            <tr key={line.key}>
              <th scope="row">
                {line.label} {line.valid ? null : <Stamp look="muted">{say('rights.invalid')}</Stamp>}
              </th>
              {permissions.map((permission, column) => (
                <td key={permission}>
                  <span className={classes.cell}>
                    <Checkbox
                      aria-label={say('rights.cell', { permission: say(`rights.${permission}`), name: line.label })}
                      checked={line.has.has(permission)}
                      data-at={`${row} ${column}`}
                      onChange={(event) => set(line, permission, event.currentTarget.checked)}
                    />
                  </span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
