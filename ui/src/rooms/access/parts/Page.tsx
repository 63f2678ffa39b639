import { Link } from '@tanstack/react-router'
import key from 'icon:key'
import devices from 'icon:devices'
import lock from 'icon:lock-simple'
import shield from 'icon:shield-check'
import signIn from 'icon:sign-in'
import type { ReactNode } from 'react'
import { Icon, Page, sectionClass, Sections } from '../../../kit'
import { type AccessWord, useAccessWords } from '../words'
import { Words } from './Words'

interface Props {
  title: AccessWord
  words: AccessWord
  children: ReactNode
}

/** A page about one's own account, with the way to the others. */
export const AccountPage = (props: Props) => (
  <Words>
    <Spoken {...props} />
  </Words>
)

function Spoken({ title, words, children }: Props) {
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
      <Link to="/factors" className={sectionClass} activeProps={{ 'data-active': true }}>
        <Icon d={shield} />
        {say('access.factors')}
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
      <Page title={say(title)} words={say(words)}>
        {children}
      </Page>
    </Sections>
  )
}
