import { Link, Outlet, useLocation } from '@tanstack/react-router'
import clock from 'icon:clock-countdown'
import funnel from 'icon:funnel'
import globe from 'icon:globe-simple'
import grid from 'icon:grid-nine'
import badge from 'icon:identification-badge'
import groupIcon from 'icon:users-three'
import companyIcon from 'icon:buildings'
import customerIcon from 'icon:user'
import roleIcon from 'icon:user-list'
import queueIcon from 'icon:stack'
import signIn from 'icon:sign-in'
import lock from 'icon:lock-simple'
import log from 'icon:list-magnifying-glass'
import seal from 'icon:shield-check'
import tray from 'icon:tray'
import { useEffect } from 'react'
import { Icon, sectionClass, sectionGroupClass, Sections } from '../kit'
import { useMe } from '../wire'
import { useShellWords } from './words'

/** The frame around the pages of administrators: their sections at the left. Stewards have one. */
export function AdminLayout() {
  const say = useShellWords()
  const me = useMe()
  const path = useLocation({ select: ({ pathname }) => pathname })
  // Narrow, the sections are a strip that is longer than the window: where one is comes into sight.
  useEffect(() => {
    void document.querySelector('nav[data-region="views"] [data-active]')?.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [path])
  return (
    <Sections
      label={say('shell.admin')}
      links={
        me.can.administer ? (
          <>
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
            <h3 className={sectionGroupClass}>{say('shell.admin.people')}</h3>
            <Link to="/admin/people/agents" className={sectionClass} activeProps={{ 'data-active': true }}>
              <Icon d={badge} />
              {say('shell.admin.agents')}
            </Link>
            <Link to="/admin/people/groups" className={sectionClass} activeProps={{ 'data-active': true }}>
              <Icon d={groupIcon} />
              {say('shell.admin.groups')}
            </Link>
            <Link to="/admin/people/roles" className={sectionClass} activeProps={{ 'data-active': true }}>
              <Icon d={roleIcon} />
              {say('shell.admin.roles')}
            </Link>
            <Link to="/admin/people/queues" className={sectionClass} activeProps={{ 'data-active': true }}>
              <Icon d={queueIcon} />
              {say('shell.admin.queues')}
            </Link>
            <Link to="/admin/people/customers" className={sectionClass} activeProps={{ 'data-active': true }}>
              <Icon d={companyIcon} />
              {say('shell.admin.customers')}
            </Link>
            <Link to="/admin/people/customer-users" className={sectionClass} activeProps={{ 'data-active': true }}>
              <Icon d={customerIcon} />
              {say('shell.admin.customer-users')}
            </Link>
            <Link to="/admin/people/rights" className={sectionClass} activeProps={{ 'data-active': true }}>
              <Icon d={grid} />
              {say('shell.admin.rights')}
            </Link>
            <Link to="/admin/people/review" className={sectionClass} activeProps={{ 'data-active': true }}>
              <Icon d={seal} />
              {say('shell.admin.review')}
            </Link>
            <h3 className={sectionGroupClass}>{say('shell.admin.access')}</h3>
            <Link to="/admin/access" activeOptions={{ exact: true }} className={sectionClass} activeProps={{ 'data-active': true }}>
              <Icon d={lock} />
              {say('shell.admin.policies')}
            </Link>
            <Link to="/admin/access/addresses" className={sectionClass} activeProps={{ 'data-active': true }}>
              <Icon d={globe} />
              {say('shell.admin.addresses')}
            </Link>
            <Link to="/admin/sso" className={sectionClass} activeProps={{ 'data-active': true }}>
              <Icon d={signIn} />
              {say('shell.admin.sso')}
            </Link>
          </>
        ) : (
          <Link to="/admin/people/groups" className={sectionClass} activeProps={{ 'data-active': true }}>
            <Icon d={groupIcon} />
            {say('shell.admin.groups')}
          </Link>
        )
      }
    >
      <Outlet />
    </Sections>
  )
}
