import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { Frame } from './Frame'
import { ListPage } from './ListPage'
import { NewPage } from './NewPage'
import { TicketPage } from './TicketPage'
import { Crash, Missing } from './Trouble'

// The agent's router is the one whose paths the type checker knows; links in the portal are plain, see `Go`.
const root = createRootRoute({ component: Frame })
const list = createRoute({ getParentRoute: () => root, path: '/', component: ListPage })
const alsoList = createRoute({ getParentRoute: () => root, path: '/tickets', component: ListPage })
const ticket = createRoute({ getParentRoute: () => root, path: '/tickets/$id', component: TicketPage })
const fresh = createRoute({ getParentRoute: () => root, path: '/new', component: NewPage })
const password = createRoute({ getParentRoute: () => root, path: '/password', component: lazyRouteComponent(() => import('./AccountPages'), 'PasswordPage') })
const factors = createRoute({ getParentRoute: () => root, path: '/factors', component: lazyRouteComponent(() => import('./AccountPages'), 'FactorsPage') })

export function newRouter() {
  return createRouter({
    basepath: '/portal',
    routeTree: root.addChildren([list, alsoList, ticket, fresh, password, factors]),
    defaultErrorComponent: ({ error }) => <Crash error={error} />,
    defaultNotFoundComponent: () => <Missing />,
    scrollRestoration: false,
  })
}
