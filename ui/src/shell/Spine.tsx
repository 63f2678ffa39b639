import { Link } from '@tanstack/react-router'
import command from 'icon:command'
import admin from 'icon:sliders-horizontal'
import ticket from 'icon:ticket'
import ticketFill from 'icon:ticket/fill'
import { Icon, Mark, Monogram } from '../kit'
import { useIsSteward } from '../rooms/rights'
import { useMe } from '../wire'
import classes from './Spine.module.css'
import { UserMenu } from './UserMenu'
import { useShellWords } from './words'

/** The glued spine: the rooms, the palette, and who is signed in. At the bottom on a narrow screen. */
export function Spine({ onPalette, onKeys }: { onPalette: () => void; onKeys: () => void }) {
  const say = useShellWords()
  const me = useMe()
  const steward = useIsSteward()
  return (
    <nav className={classes.spine} aria-label={say('shell.main')}>
      <span className={classes.mark}>
        <Mark size={28} />
      </span>
      <Link to="/tickets" search={{ view: 'mine' }} activeOptions={{ includeSearch: false }} className={classes.item} activeProps={{ 'data-active': true }}>
        {({ isActive }) => (
          <>
            <Icon d={isActive ? ticketFill : ticket} size={20} />
            {say('shell.tickets')}
          </>
        )}
      </Link>
      {me.can.administer || steward ? (
        <Link to={me.can.administer ? '/admin' : '/admin/people/groups'} className={classes.item} activeProps={{ 'data-active': true }}>
          <Icon d={admin} size={20} />
          {say('shell.admin')}
        </Link>
      ) : null}
      <button type="button" className={classes.item} onClick={onPalette} aria-keyshortcuts="Control+K Meta+K">
        <Icon d={command} size={20} />
        {say('shell.commands')}
      </button>
      <span className={classes.rest} />
      <UserMenu
        onKeys={onKeys}
        trigger={
          <button type="button" className={classes.user}>
            <Monogram name={me.name} />
            <span className="said-only">{say('shell.account', { name: me.name })}</span>
          </button>
        }
      />
    </nav>
  )
}
