import more from 'icon:dots-three-outline'
import side from 'icon:sidebar-simple'
import { type Act, Button, IconButton, Menu, spell } from '../../../kit'
import type { TicketTools } from '../useTicketActs'
import { useTicketWords } from '../words'
import classes from './Tools.module.css'

const shown = ['pending', 'move', 'lock', 'close']
const hidden = ['mine', 'give-up', 'phone', 'title', 'copy', 'history']

interface Props {
  tools: TicketTools
  contextFits: boolean
  onContext: () => void
}

/** The acts one needs most, the others behind three dots. */
export function Tools({ tools, contextFits, onContext }: Props) {
  const say = useTicketWords()
  const find = (ids: string[]): Act[] => ids.flatMap((id) => tools.acts.find((act) => act.id === id) ?? [])
  return (
    <div className={classes.tools} role="toolbar" aria-label={say('tickets.tools')}>
      {find(shown).map((act) => (
        <Button key={act.id} look="quiet" size="small" icon={act.icon} keys={act.keys && spell(act.keys)} onClick={act.run}>
          {act.label}
        </Button>
      ))}
      <span className={classes.rest}>
        {contextFits ? null : <IconButton label={say('tickets.context')} icon={side} size="small" onClick={onContext} />}
        <Menu
          label={say('tickets.more')}
          position="bottom-end"
          trigger={<IconButton label={say('tickets.more')} icon={more} size="small" />}
          groups={[
            {
              items: find(hidden).map((act) => ({ id: act.id, label: act.label, icon: act.icon, keys: act.keys && spell(act.keys), run: act.run })),
            },
          ]}
        />
      </span>
    </div>
  )
}
