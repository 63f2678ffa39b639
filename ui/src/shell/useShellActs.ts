import { useNavigate } from '@tanstack/react-router'
import devices from 'icon:devices'
import key from 'icon:key'
import lock from 'icon:lock-simple'
import keyboard from 'icon:keyboard'
import moon from 'icon:moon'
import shield from 'icon:shield-check'
import signOut from 'icon:sign-out'
import translate from 'icon:translate'
import { useMemo } from 'react'
import { type Act, undoLast, useActs, useTheme } from '../kit'
import { locales, useChangeMe, useMe, useWireWords } from '../wire'
import { themes } from './UserMenu'
import { useShellWords } from './words'

const pages = [
  { id: 'log', to: '/admin/mail/log' },
  { id: 'filters', to: '/admin/mail/filters' },
  { id: 'accounts', to: '/admin/mail/accounts' },
  { id: 'policies', to: '/admin/access' },
  { id: 'addresses', to: '/admin/access/addresses' },
  { id: 'agents', to: '/admin/people/agents' },
  { id: 'groups', to: '/admin/people/groups' },
  { id: 'roles', to: '/admin/people/roles' },
  { id: 'queues', to: '/admin/people/queues' },
  { id: 'customers', to: '/admin/people/customers' },
  { id: 'customer-users', to: '/admin/people/customer-users' },
  { id: 'rights', to: '/admin/people/rights' },
  { id: 'review', to: '/admin/people/review' },
  { id: 'sso', to: '/admin/sso' },
] as const

/** What one can do everywhere: appearance, language, account, help. */
export function useShellActs(open: (what: 'keys') => void): void {
  const say = useShellWords()
  const common = useWireWords()
  const navigate = useNavigate()
  const administers = useMe().can.administer === true
  const [, setTheme] = useTheme()
  const { mutate: changeMe } = useChangeMe()
  const acts = useMemo<Act[]>(() => {
    const group = say('shell.group.app')
    return [
      { id: 'keys', label: say('shell.keys'), group, icon: keyboard, keys: '?', run: () => open('keys') },
      { id: 'undo', label: say('shell.keys.undo'), group, keys: 'z', run: () => void undoLast() },
      { id: 'sessions', label: common('wire.sessions'), group, icon: devices, run: () => void navigate({ to: '/sessions' }) },
      { id: 'password', label: common('wire.password'), group, icon: lock, run: () => void navigate({ to: '/password' }) },
      { id: 'factors', label: common('wire.factors'), group, icon: shield, run: () => void navigate({ to: '/factors' }) },
      { id: 'tokens', label: common('wire.tokens'), group, icon: key, run: () => void navigate({ to: '/tokens' }) },
      ...(administers ? pages.map(({ id, to }) => ({ id: `admin.${id}`, label: `${say('shell.admin')}: ${say(`shell.admin.${id}`)}`, group, run: () => void navigate({ to }) })) : []),
      ...themes.map((theme) => ({
        id: `theme.${theme}`,
        label: `${say('shell.theme')}: ${say(`shell.theme.${theme}`)}`,
        group,
        icon: moon,
        run: () => setTheme(theme),
      })),
      ...locales.map((locale) => ({
        id: `language.${locale}`,
        label: `${say('shell.language')}: ${common(`wire.locale.${locale}`)}`,
        also: 'language sprache idioma',
        group,
        icon: translate,
        run: () => changeMe({ locale }),
      })),
      {
        id: 'sign-out',
        label: say('shell.sign-out'),
        group,
        icon: signOut,
        run: () => (document.getElementById('sign-out') as HTMLFormElement | null)?.requestSubmit(),
      },
    ]
  }, [say, common, navigate, administers, setTheme, changeMe, open])
  useActs(acts)
}
