import devices from 'icon:devices'
import key from 'icon:key'
import lock from 'icon:lock-simple'
import keyboard from 'icon:keyboard'
import shield from 'icon:shield-check'
import signOut from 'icon:sign-out'
import { type ReactElement, useRef } from 'react'
import { useNavigate } from '@tanstack/react-router'
import { Menu, toast, useTheme } from '../kit'
import { forgetDrafts } from '../rooms/tickets'
import { locales, problemWord, useChangeMe, useLocale, useWireWords } from '../wire'
import { useShellWords } from './words'

export const themes = ['light', 'dark', 'auto'] as const

/** Theme, language, one's account, and the way out. */
export function UserMenu({ trigger, onKeys }: { trigger: ReactElement; onKeys: () => void }) {
  const say = useShellWords()
  const common = useWireWords()
  const navigate = useNavigate()
  const locale = useLocale()
  const [theme, setTheme] = useTheme()
  const { mutate: changeMe } = useChangeMe()
  const form = useRef<HTMLFormElement>(null)
  return (
    <>
      <Menu
        label={say('shell.settings')}
        position="right-end"
        trigger={trigger}
        groups={[
          {
            label: say('shell.theme'),
            items: themes.map((choice) => ({ id: choice, label: say(`shell.theme.${choice}`), checked: choice === theme, run: () => setTheme(choice) })),
          },
          {
            label: say('shell.language'),
            items: locales.map((choice) => ({
              id: choice,
              label: <span lang={choice}>{common(`wire.locale.${choice}`)}</span>,
              checked: choice === locale,
              run: () => changeMe({ locale: choice }, { onError: (error) => toast(common(problemWord(error)), { look: 'bad' }) }),
            })),
          },
          {
            items: [
              { id: 'keys', label: say('shell.keys'), icon: keyboard, keys: '?', run: onKeys },
              { id: 'sessions', label: common('wire.sessions'), icon: devices, run: () => void navigate({ to: '/sessions' }) },
              { id: 'password', label: common('wire.password'), icon: lock, run: () => void navigate({ to: '/password' }) },
              { id: 'factors', label: common('wire.factors'), icon: shield, run: () => void navigate({ to: '/factors' }) },
              { id: 'tokens', label: common('wire.tokens'), icon: key, run: () => void navigate({ to: '/tokens' }) },
            ],
          },
          { items: [{ id: 'sign-out', label: say('shell.sign-out'), icon: signOut, run: () => form.current?.requestSubmit() }] },
        ]}
      />
      <form ref={form} method="post" action="/sign-out" hidden onSubmit={forgetDrafts} id="sign-out" />
    </>
  )
}
