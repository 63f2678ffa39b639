import { Link } from '@tanstack/react-router'
import key from 'icon:key'
import devices from 'icon:devices'
import lock from 'icon:lock-simple'
import signIn from 'icon:sign-in'
import type { ReactNode } from 'react'
import { Icon, Page, sectionClass, Sections } from '../../../kit'
import { useAccessWords } from '../words'

/** A page about one's own account, with the way to the others. */
export function AccountPage({ title, words, children }: { title: string; words: string; children: ReactNode }) {
  const say = useAccessWords()
  const links = (
    <>
      <Link to="/sessions" className={sectionClass} activeProps={{ 'data-active': true }}>
        <Icon d={devices} />
        {say('access.sessions')}
      </Link>
      <Link to="/password" className={sectionClass} activeProps={{ 'data-active': true }}>
        <Icon d={lock} />
        {say('access.password')}
      </Link>
      <Link to="/tokens" className={sectionClass} activeProps={{ 'data-active': true }}>
        <Icon d={key} />
        {say('access.tokens')}
      </Link>
      <Link to="/sign-on" className={sectionClass} activeProps={{ 'data-active': true }}>
        <Icon d={signIn} />
        {say('access.sso')}
      </Link>
    </>
  )
  return (
    <Sections label={say('access.account')} links={links}>
      <Page title={title} words={words}>
        {children}
      </Page>
    </Sections>
  )
}
