import { Link, Outlet } from '@tanstack/react-router'
import clock from 'icon:clock-countdown'
import funnel from 'icon:funnel'
import log from 'icon:list-magnifying-glass'
import tray from 'icon:tray'
import { Icon, Pane } from '../kit'
import classes from './AdminLayout.module.css'
import { useShellWords } from './words'

/** The frame around the pages of administrators: their sections at the left. */
export function AdminLayout() {
  const say = useShellWords()
  return (
    <div className={classes.frame}>
      <Pane as="nav" region="views" label={say('shell.admin')} className={classes.sections}>
        <h2 className={classes.heading}>{say('shell.admin')}</h2>
        <h3 className={classes.group}>{say('shell.admin.mail')}</h3>
        <Link to="/admin/mail/log" activeOptions={{ includeSearch: false }} className={classes.section} activeProps={{ 'data-active': true }}>
          <Icon d={log} />
          {say('shell.admin.log')}
        </Link>
        <Link to="/admin/mail/filters" className={classes.section} activeProps={{ 'data-active': true }}>
          <Icon d={funnel} />
          {say('shell.admin.filters')}
        </Link>
        <Link to="/admin/mail/accounts" className={classes.section} activeProps={{ 'data-active': true }}>
          <Icon d={tray} />
          {say('shell.admin.accounts')}
        </Link>
        <Link to="/admin/mail/retention" className={classes.section} activeProps={{ 'data-active': true }}>
          <Icon d={clock} />
          {say('shell.admin.retention')}
        </Link>
      </Pane>
      <div className={classes.page}>
        <Outlet />
      </div>
    </div>
  )
}
