import { useState } from 'react'
import { Checkbox, Dialog, Kbd, setShortcutsOn, shortcutsOn, spell, useAllActs } from '../kit'
import { useWireWords } from '../wire'
import classes from './KeysSheet.module.css'
import { useShellWords } from './words'

/** The keys that do something here and now, and the switch to turn single keys off. */
export function KeysSheet({ open, onClose }: { open: boolean; onClose: () => void }) {
  const say = useShellWords()
  const common = useWireWords()
  return (
    <Dialog open={open} onClose={onClose} title={say('shell.keys')} closeLabel={common('wire.close')} size={760}>
      <Sheet />
    </Dialog>
  )
}

function Sheet() {
  const say = useShellWords()
  const common = useWireWords()
  const [on, setOn] = useState(shortcutsOn)
  const groups = new Map<string, [string, string][]>()
  for (const act of useAllActs()) {
    if (act.keys) groups.set(act.group, [...(groups.get(act.group) ?? []), [act.label, spell(act.keys)]])
  }
  const fixed: [string, string][] = [
    [say('shell.keys.palette'), common('wire.keys.palette')],
    [say('shell.keys.send'), common('wire.keys.send')],
    [say('shell.keys.send-close'), common('wire.keys.send-close')],
    [say('shell.keys.region'), 'F6'],
  ]
  return (
    <>
      <Checkbox
        label={say('shell.keys.on')}
        checked={on}
        onChange={(event) => {
          setOn(event.currentTarget.checked)
          setShortcutsOn(event.currentTarget.checked)
        }}
      />
      <div className={classes.groups}>
        {[[say('shell.keys.everywhere'), fixed] as const, ...groups].map(([name, keys]) => (
          <section key={name} className={classes.group}>
            <h3 className={classes.heading}>{name}</h3>
            <dl>
              {keys.map(([label, key]) => (
                <div key={label} className={classes.line}>
                  <dt>{label}</dt>
                  <dd>
                    <Kbd>{key}</Kbd>
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </>
  )
}
