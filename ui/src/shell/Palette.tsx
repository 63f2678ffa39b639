import magnifier from 'icon:magnifying-glass'
import caret from 'icon:caret-right'
import { type KeyboardEvent, type ReactNode, useId, useLayoutEffect, useRef, useState } from 'react'
import { type Act, fold, Icon, Kbd, Plate, spell, useAllActs } from '../kit'
import { useTicketHits } from '../rooms/tickets'
import classes from './Palette.module.css'
import { useShellWords } from './words'

const most = 30

/** Everything one can do or go to, found by typing. */
export function Palette({ open, onClose }: { open: boolean; onClose: () => void }) {
  const say = useShellWords()
  return (
    <Plate open={open} onClose={onClose} label={say('shell.palette')}>
      <Finder onClose={onClose} />
    </Plate>
  )
}

/** The acts that fit, the best first: each typed word begins a word of theirs, and the first word counts most. */
export function findActs(acts: Act[], typed: string): Act[] {
  const words = fold(typed).split(/\s+/).filter(Boolean)
  if (words.length === 0) return acts
  const wanted = words.join(' ')
  const rated = acts.flatMap((act) => {
    const label = fold(act.label)
    const parts = `${label} ${fold(act.also ?? '')}`.split(/[\s:›]+/)
    if (!words.every((word) => parts.some((part) => part.startsWith(word)))) return []
    return [{ act, rank: label.startsWith(wanted) ? 0 : 1 }]
  })
  return rated.toSorted((a, b) => a.rank - b.rank).map(({ act }) => act)
}

function inGroups(acts: Act[]): [string, Act[]][] {
  const groups = new Map<string, Act[]>()
  for (const act of acts) groups.set(act.group, [...(groups.get(act.group) ?? []), act])
  return [...groups]
}

function Finder({ onClose }: { onClose: () => void }) {
  const say = useShellWords()
  const [typed, setTyped] = useState('')
  const [at, setAt] = useState(0)
  const listId = useId()
  const box = useRef<HTMLInputElement>(null)
  // The dialog gives it the focus too, but a moment later: what is typed meanwhile would be taken for shortcuts.
  useLayoutEffect(() => box.current?.focus(), [])
  const hits = useTicketHits(typed)
  const acts = findActs(useAllActs(), typed).slice(0, most)
  const groups = inGroups([...acts.slice(0, typed ? 8 : most), ...hits, ...acts.slice(typed ? 8 : most)])
  const flat = groups.flatMap(([, group]) => group)
  const chosen = flat[Math.min(at, flat.length - 1)]

  const run = (act: Act | undefined) => {
    if (!act) return
    onClose()
    // The dialog gives the focus back first, so that the act can move it.
    setTimeout(() => act.run(), 0)
  }
  const onKey = (event: KeyboardEvent) => {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }
    const step = steps[event.key]
    if (step !== undefined) {
      event.preventDefault()
      const next = Math.min(flat.length - 1, Math.max(0, Math.min(at, flat.length - 1) + step))
      setAt(next)
      document.getElementById(`${listId}${flat[next]?.id}`)?.scrollIntoView({ block: 'nearest' })
    } else if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      event.preventDefault()
      run(chosen)
    }
  }
  return (
    <div className={classes.palette}>
      <div className={classes.top}>
        <Icon d={magnifier} size={20} />
        <input
          ref={box}
          className={classes.input}
          role="combobox"
          aria-expanded="true"
          aria-controls={listId}
          aria-activedescendant={chosen ? `${listId}${chosen.id}` : undefined}
          aria-autocomplete="list"
          aria-label={say('shell.palette')}
          placeholder={say('shell.palette.hint')}
          data-autofocus
          autoComplete="off"
          spellCheck={false}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value)
            setAt(0)
          }}
          onKeyDown={onKey}
        />
        <span className={classes.scope}>{say('shell.palette.scope')}</span>
      </div>
      <div className={classes.list} role="listbox" id={listId} aria-label={say('shell.palette')} tabIndex={-1}>
        {groups.map(([name, group]) => (
          <div key={name} role="group" aria-label={name}>
            <div className={classes.group} aria-hidden>
              {name}
            </div>
            {group.map((act) => (
              <div
                key={act.id}
                id={`${listId}${act.id}`}
                role="option"
                aria-selected={act === chosen}
                className={classes.option}
                onMouseMove={() => setAt(flat.indexOf(act))}
                onClick={() => run(act)}
              >
                <Icon d={act.icon ?? caret} />
                <span className={classes.words}>
                  <Marked text={act.label} typed={typed} />
                  {act.also && act.id.startsWith('ticket.') ? <span className={classes.also}> {act.also}</span> : null}
                </span>
                {act.keys ? <Kbd>{spell(act.keys)}</Kbd> : null}
              </div>
            ))}
          </div>
        ))}
      </div>
      <div className={classes.foot}>
        <span>
          <Kbd>↑</Kbd> <Kbd>↓</Kbd> {say('shell.palette.choose')}
        </span>
        <span>
          <Kbd>↵</Kbd> {say('shell.palette.open')}
        </span>
        <span>
          <Kbd>Esc</Kbd> {say('shell.palette.close')}
        </span>
        <span className={classes.count} role="status">
          {say('shell.palette.count', { count: flat.length })}
        </span>
      </div>
    </div>
  )
}

/** The text with what was typed marked in it. */
function Marked({ text, typed }: { text: string; typed: string }): ReactNode {
  const wanted = typed.trim().toLowerCase()
  const at = wanted === '' ? -1 : text.toLowerCase().indexOf(wanted)
  if (at < 0) return text
  return (
    <>
      {text.slice(0, at)}
      <mark>{text.slice(at, at + wanted.length)}</mark>
      {text.slice(at + wanted.length)}
    </>
  )
}
