import { Link, Outlet } from '@tanstack/react-router'
import clock from 'icon:clock-countdown'
import funnel from 'icon:funnel'
import log from 'icon:list-magnifying-glass'
import shield from 'icon:shield-check'
import tray from 'icon:tray'
import { Icon, sectionClass, sectionGroupClass, Sections } from '../kit'
import { useShellWords } from './words'

/** The frame around the pages of administrators: their sections at the left. */
export function AdminLayout() {
  const say = useShellWords()
  return (
    <Sections
      label={say('shell.admin')}
      links={
        <>
          <h3 className={sectionGroupClass}>{say('shell.admin.people')}</h3>
          <Link to="/admin/access" className={sectionClass} activeProps={{ 'data-active': true }}>
            <Icon d={shield} />
            {say('shell.admin.access')}
          </Link>
          <h3 className={sectionGroupClass}>{say('shell.admin.mail')}</h3>
          <Link to="/admin/mail/log" activeOptions={{ includeSearch: false }} className={sectionClass} activeProps={{ 'data-active': true }}>
            <Icon d={log} />
            {say('shell.admin.log')}
          </Link>
          <Link to="/admin/mail/filters" className={sectionClass} activeProps={{ 'data-active': true }}>
            <Icon d={funnel} />
            {say('shell.admin.filters')}
          </Link>
          <Link to="/admin/mail/accounts" className={sectionClass} activeProps={{ 'data-active': true }}>
            <Icon d={tray} />
            {say('shell.admin.accounts')}
          </Link>
          <Link to="/admin/mail/retention" className={sectionClass} activeProps={{ 'data-active': true }}>
            <Icon d={clock} />
            {say('shell.admin.retention')}
          </Link>
        </>
      }
    >
      <Outlet />
    </Sections>
  )
}
