import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { readLogSearch } from '../rooms/mail'
import { EmptyPage, readSearch, TicketPage, TicketsLayout } from '../rooms/tickets'
import { Frame } from './Frame'
import { Crash, Missing } from './Trouble'

const root = createRootRoute({ component: Frame })

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/tickets', search: { view: 'mine' }, replace: true })
  },
})

const tickets = createRoute({ getParentRoute: () => root, path: '/tickets', validateSearch: readSearch, component: TicketsLayout })
const noTicket = createRoute({ getParentRoute: () => tickets, path: '/', component: EmptyPage })
const ticket = createRoute({ getParentRoute: () => tickets, path: '$number', component: TicketPage })

const newTicket = createRoute({
  getParentRoute: () => root,
  path: '/new',
  validateSearch: (given: Record<string, unknown>): { channel?: 'email' | 'phone' } => (given.channel === 'email' ? { channel: 'email' } : {}),
  component: lazyRouteComponent(() => import('../rooms/tickets/NewTicketPage'), 'NewTicketPage'),
})
const sessions = createRoute({
  getParentRoute: () => root,
  path: '/sessions',
  component: lazyRouteComponent(() => import('../rooms/access/SessionsPage'), 'SessionsPage'),
})
const password = createRoute({
  getParentRoute: () => root,
  path: '/password',
  component: lazyRouteComponent(() => import('../rooms/access/PasswordPage'), 'PasswordPage'),
})
const factors = createRoute({
  getParentRoute: () => root,
  path: '/factors',
  component: lazyRouteComponent(() => import('../rooms/access/FactorsPage'), 'FactorsPage'),
})
const tokens = createRoute({
  getParentRoute: () => root,
  path: '/tokens',
  component: lazyRouteComponent(() => import('../rooms/access/TokensPage'), 'TokensPage'),
})

const signOn = createRoute({
  getParentRoute: () => root,
  path: '/sign-on',
  component: lazyRouteComponent(() => import('../rooms/sso/OwnPage'), 'OwnPage'),
})

const admin = createRoute({ getParentRoute: () => root, path: '/admin', component: lazyRouteComponent(() => import('./AdminLayout'), 'AdminLayout') })
const adminHome = createRoute({
  getParentRoute: () => admin,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/admin/mail/log', replace: true })
  },
})
const mailLog = createRoute({
  getParentRoute: () => admin,
  path: 'mail/log',
  validateSearch: readLogSearch,
  component: lazyRouteComponent(() => import('../rooms/mail/LogPage'), 'LogPage'),
})
const mailFilters = createRoute({
  getParentRoute: () => admin,
  path: 'mail/filters',
  component: lazyRouteComponent(() => import('../rooms/mail/FiltersPage'), 'FiltersPage'),
})
const mailFilter = createRoute({
  getParentRoute: () => admin,
  path: 'mail/filters/$id',
  component: lazyRouteComponent(() => import('../rooms/mail/FilterPage'), 'FilterPage'),
})
const mailAccounts = createRoute({
  getParentRoute: () => admin,
  path: 'mail/accounts',
  component: lazyRouteComponent(() => import('../rooms/mail/AccountsPage'), 'AccountsPage'),
})
const mailAccount = createRoute({
  getParentRoute: () => admin,
  path: 'mail/accounts/$id',
  component: lazyRouteComponent(() => import('../rooms/mail/AccountPage'), 'AccountPage'),
})

const mailRetention = createRoute({
  getParentRoute: () => admin,
  path: 'mail/retention',
  component: lazyRouteComponent(() => import('../rooms/mail/RetentionPage'), 'RetentionPage'),
})

const adminAccess = createRoute({
  getParentRoute: () => admin,
  path: 'access',
  component: lazyRouteComponent(() => import('../rooms/access/PoliciesPage'), 'PoliciesPage'),
})

const adminAddresses = createRoute({
  getParentRoute: () => admin,
  path: 'access/addresses',
  component: lazyRouteComponent(() => import('../rooms/access/AddressesPage'), 'AddressesPage'),
})

const agents = createRoute({
  getParentRoute: () => admin,
  path: 'people/agents',
  component: lazyRouteComponent(() => import('../rooms/rights/AgentsPage'), 'AgentsPage'),
})
const agent = createRoute({
  getParentRoute: () => admin,
  path: 'people/agents/$id',
  component: lazyRouteComponent(() => import('../rooms/rights/AgentPage'), 'AgentPage'),
})
const rights = createRoute({
  getParentRoute: () => admin,
  path: 'people/rights',
  component: lazyRouteComponent(() => import('../rooms/rights/MatrixPage'), 'MatrixPage'),
})
const review = createRoute({
  getParentRoute: () => admin,
  path: 'people/review',
  component: lazyRouteComponent(() => import('../rooms/rights/ReviewPage'), 'ReviewPage'),
})

const ssoProviders = createRoute({
  getParentRoute: () => admin,
  path: 'sso',
  component: lazyRouteComponent(() => import('../rooms/sso/ProvidersPage'), 'ProvidersPage'),
})
const ssoProvider = createRoute({
  getParentRoute: () => admin,
  path: 'sso/$id',
  component: lazyRouteComponent(() => import('../rooms/sso/ProviderPage'), 'ProviderPage'),
})

const mailPages = [mailLog, mailFilters, mailFilter, mailAccounts, mailAccount, mailRetention] as const
const adminPages = admin.addChildren([adminHome, ...mailPages, agents, agent, rights, review, ssoProviders, ssoProvider, adminAccess, adminAddresses])
const tree = root.addChildren([home, tickets.addChildren([noTicket, ticket]), newTicket, sessions, password, factors, tokens, signOn, adminPages])

export function newRouter() {
  return createRouter({
    routeTree: tree,
    defaultErrorComponent: ({ error }) => <Crash error={error} />,
    defaultNotFoundComponent: () => <Missing />,
    scrollRestoration: false,
    // Ticket numbers and queries are text; a long number read as a number would lose its last digits.
    parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
    stringifySearch: (search) => {
      const pairs = Object.entries(search).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]]))
      return pairs.length > 0 ? `?${new URLSearchParams(pairs)}` : ''
    },
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof newRouter>
  }
}
