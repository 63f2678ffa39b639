import { type ReactNode, useEffect } from 'react'
import { Factors, PasswordForm, useAccessWords, Words } from '../rooms/access/own'
import classes from './AccountPages.module.css'

type Subject = 'password' | 'factors'

/** Changes one's own password. */
export const PasswordPage = () => (
  <Page about="password">
    <PasswordForm />
  </Page>
)

/** One's own second factors. */
export const FactorsPage = () => (
  <Page about="factors">
    <Factors />
  </Page>
)

const Page = (props: { about: Subject; children: ReactNode }) => (
  <Words>
    <Titled {...props} />
  </Words>
)

function Titled({ about, children }: { about: Subject; children: ReactNode }) {
  const say = useAccessWords()
  const title = say(`access.${about}`)
  useEffect(() => {
    document.title = title
  }, [title])
  return (
    <div className={classes.page}>
      <h1 className={classes.title}>{title}</h1>
      <p className={classes.words}>{say(about === 'password' ? 'access.password.words.portal' : 'access.factors.words')}</p>
      {children}
    </div>
  )
}
