import { Outlet } from '@tanstack/react-router'
import plus from 'icon:plus-circle'
import plusFill from 'icon:plus-circle/fill'
import lock from 'icon:lock-simple'
import shield from 'icon:shield-check'
import signOut from 'icon:sign-out'
import ticket from 'icon:ticket'
import ticketFill from 'icon:ticket/fill'
import user from 'icon:user-circle'
import { useEffect, useRef, useState } from 'react'
import { buttonClass, Dialog, Icon, Menu, toast, Toasts, useTheme } from '../kit'
import { Proving } from '../rooms/access'
import { locales, onSessionEnd, problemWord, useChangeMe, useLocale, useMe, useWireWords } from '../wire'
import { forgetTexts } from './texts'
import classes from './Frame.module.css'
import { Go, useGo, useHere } from './Go'
import { signInAddress } from './leave'
import { usePortalWords } from './words'

/** What stands around every page of the portal. */
export function Frame() {
  const say = usePortalWords()
  const common = useWireWords()
  const me = useMe()
  const here = useHere()
  const [ended, setEnded] = useState(false)
  useEffect(() => onSessionEnd(() => setEnded(true)), [])
  const places = [
    { to: '/' as const, word: say('portal.requests'), short: say('portal.requests.short'), icon: ticket, fill: ticketFill, on: here === '/' || here.startsWith('/tickets') },
    { to: '/new' as const, word: say('portal.new'), short: say('portal.new.short'), icon: plus, fill: plusFill, on: here === '/new' },
  ]
  return (
    <div className={classes.frame}>
      <a href="#main" className={classes.skip}>
        {say('portal.skip')}
      </a>
      <header className={classes.head}>
        <div className={classes.width}>
          <span className={classes.house}>
            <span className={classes.logo} aria-hidden>
              {me.tenant.title.slice(0, 1)}
            </span>
            {say('portal.help', { tenant: me.tenant.title })}
          </span>
          <nav className={classes.nav} aria-label={say('portal.main')}>
            {me.can.create_ticket ? places.map((place) => (
              <Go key={place.to} to={place.to} className={classes.place} aria-current={place.on ? 'page' : undefined}>
                <span className={classes.placeIcon}>
                  <Icon d={place.on ? place.fill : place.icon} size={24} />
                </span>
                <span className={classes.long}>{place.word}</span>
                <span className={classes.short}>{place.short}</span>
              </Go>
            )) : null}
          </nav>
          <Account />
        </div>
      </header>
      <main id="main" className={`${classes.width} ${classes.main}`} tabIndex={-1}>
        <Outlet />
      </main>
      <Toasts label={common('wire.notices')} closeLabel={common('wire.close')} />
      <Proving signIn={signInAddress} />
      <Dialog open={ended} onClose={() => setEnded(false)} title={say('portal.ended')} closeLabel={common('wire.close')}>
        <p>{say('portal.ended.words')}</p>
        <p className={classes.act}>
          <a href={signInAddress()} className={buttonClass('primary', 'large')}>
            {say('portal.ended.sign-in')}
          </a>
        </p>
      </Dialog>
    </div>
  )
}

const themes = ['light', 'dark', 'auto'] as const

function Account() {
  const say = usePortalWords()
  const common = useWireWords()
  const me = useMe()
  const locale = useLocale()
  const [theme, setTheme] = useTheme()
  const { mutate } = useChangeMe()
  const go = useGo()
  const form = useRef<HTMLFormElement>(null)
  return (
    <>
      <Menu
        label={say('portal.settings')}
        position="bottom-end"
        trigger={
          <button type="button" className={classes.account}>
            <Icon d={user} size={20} />
            <span className={classes.accountName} aria-hidden>
              {me.name}
            </span>
            <span className="said-only">{say('portal.account', { name: me.name })}</span>
          </button>
        }
        groups={[
          {
            label: say('portal.theme'),
            items: themes.map((choice) => ({ id: choice, label: say(`portal.theme.${choice}`), checked: choice === theme, run: () => setTheme(choice) })),
          },
          {
            label: say('portal.language'),
            items: locales.map((choice) => ({
              id: choice,
              label: <span lang={choice}>{common(`wire.locale.${choice}`)}</span>,
              checked: choice === locale,
              run: () => mutate({ locale: choice }, { onError: (error) => toast(common(problemWord(error)), { look: 'bad' }) }),
            })),
          },
          {
            items: [
              { id: 'password', label: common('wire.password'), icon: lock, run: () => void go('/password') },
              { id: 'factors', label: common('wire.factors'), icon: shield, run: () => void go('/factors') },
            ],
          },
          { items: [{ id: 'out', label: say('portal.sign-out'), icon: signOut, run: () => form.current?.requestSubmit() }] },
        ]}
      />
      <form ref={form} method="post" action="/portal/sign-out" hidden onSubmit={forgetTexts} />
    </>
  )
}
