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
// The pages of a room come in one piece: each way to a page costs the first view, too.
const mailPages = () => import('../rooms/mail/MailPage')
const mailLog = createRoute({
  getParentRoute: () => admin,
  path: 'mail/log',
  validateSearch: readLogSearch,
  component: lazyRouteComponent(mailPages, 'LogPage'),
})
const mailFilters = createRoute({
  getParentRoute: () => admin,
  path: 'mail/filters',
  component: lazyRouteComponent(mailPages, 'FiltersPage'),
})
const mailFilter = createRoute({
  getParentRoute: () => admin,
  path: 'mail/filters/$id',
  component: lazyRouteComponent(mailPages, 'FilterPage'),
})
const mailAccounts = createRoute({
  getParentRoute: () => admin,
  path: 'mail/accounts',
  component: lazyRouteComponent(mailPages, 'AccountsPage'),
})
const mailAccount = createRoute({
  getParentRoute: () => admin,
  path: 'mail/accounts/$id',
  component: lazyRouteComponent(mailPages, 'AccountPage'),
})

const mailRetention = createRoute({
  getParentRoute: () => admin,
  path: 'mail/retention',
  component: lazyRouteComponent(mailPages, 'RetentionPage'),
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

const rightsPages = () => import('../rooms/rights/RightsPage')
const agents = createRoute({
  getParentRoute: () => admin,
  path: 'people/agents',
  component: lazyRouteComponent(rightsPages, 'AgentsPage'),
})
const agent = createRoute({
  getParentRoute: () => admin,
  path: 'people/agents/$id',
  component: lazyRouteComponent(rightsPages, 'AgentPage'),
})
const groups = createRoute({
  getParentRoute: () => admin,
  path: 'people/groups',
  component: lazyRouteComponent(rightsPages, 'GroupsPage'),
})
const group = createRoute({
  getParentRoute: () => admin,
  path: 'people/groups/$id',
  component: lazyRouteComponent(rightsPages, 'GroupPage'),
})
const roles = createRoute({
  getParentRoute: () => admin,
  path: 'people/roles',
  component: lazyRouteComponent(rightsPages, 'RolesPage'),
})
const role = createRoute({
  getParentRoute: () => admin,
  path: 'people/roles/$id',
  component: lazyRouteComponent(rightsPages, 'RolePage'),
})
const queues = createRoute({
  getParentRoute: () => admin,
  path: 'people/queues',
  component: lazyRouteComponent(rightsPages, 'QueuesPage'),
})
const queue = createRoute({
  getParentRoute: () => admin,
  path: 'people/queues/$id',
  component: lazyRouteComponent(rightsPages, 'QueuePage'),
})
const rights = createRoute({
  getParentRoute: () => admin,
  path: 'people/rights',
  component: lazyRouteComponent(rightsPages, 'MatrixPage'),
})
const review = createRoute({
  getParentRoute: () => admin,
  path: 'people/review',
  component: lazyRouteComponent(rightsPages, 'ReviewPage'),
})

const customers = createRoute({
  getParentRoute: () => admin,
  path: 'people/customers',
  component: lazyRouteComponent(rightsPages, 'CustomersPage'),
})
const customer = createRoute({
  getParentRoute: () => admin,
  path: 'people/customers/one',
  // The id may hold any sign, so it is no part of the path.
  validateSearch: ({ id }: Record<string, unknown>): { id: string } => ({ id: String(id ?? '') }),
  component: lazyRouteComponent(rightsPages, 'CustomerPage'),
})
const customerUsers = createRoute({
  getParentRoute: () => admin,
  path: 'people/customer-users',
  component: lazyRouteComponent(rightsPages, 'CustomerUsersPage'),
})
const customerUser = createRoute({
  getParentRoute: () => admin,
  path: 'people/customer-users/$id',
  validateSearch: ({ customer: of }: Record<string, unknown>): { customer?: string } => (of ? { customer: String(of) } : {}),
  component: lazyRouteComponent(rightsPages, 'CustomerUserPage'),
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

const pagesOfMail = [mailLog, mailFilters, mailFilter, mailAccounts, mailAccount, mailRetention] as const
const peoplePages = [agents, agent, groups, group, roles, role, queues, queue, customers, customer, customerUsers, customerUser, rights, review] as const
const adminPages = admin.addChildren([adminHome, ...pagesOfMail, ...peoplePages, ssoProviders, ssoProvider, adminAccess, adminAddresses])
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
