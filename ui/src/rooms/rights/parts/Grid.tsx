import type { KeyboardEvent } from 'react'
import { Checkbox, Stamp } from '../../../kit'
import { type Line, type Permission, permissions } from '../model'
import { useRightsWords } from '../words'
import classes from './Grid.module.css'

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

interface Props {
  lines: Line[]
  /** What the lines are. */
  of: string
  /** It stands on a page with more. */
  part?: boolean
  onSet: (line: Line, permission: Permission, give: boolean) => void
}

/** What stands on each line in the seven, cell by cell. */
export function Grid({ lines, of, part = false, onSet }: Props) {
  const say = useRightsWords()
  return (
    <div className={classes.frame} data-part={part || undefined}>
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
            <tr key={line.key} data-row={line.key}>
              <th scope="row">
                {line.label} {line.valid ? null : <Stamp look="muted">{say('rights.invalid')}</Stamp>}
              </th>
              {permissions.map((permission, column) => (
                <td key={permission} data-label={say(`rights.${permission}`)}>
                  <span className={classes.cell}>
                    <Checkbox
                      aria-label={say('rights.cell', { permission: say(`rights.${permission}`), name: line.label })}
                      checked={line.has.has(permission)}
                      data-at={`${row} ${column}`}
                      onChange={(event) => onSet(line, permission, event.currentTarget.checked)}
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
