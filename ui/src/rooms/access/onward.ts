/** Where to go once everything was shown: where one wanted, on one's own side of this very host. */
export function onward({ pathname, search, origin }: Pick<Location, 'pathname' | 'search' | 'origin'>, portal: boolean): string {
  const [home, page] = portal ? ['/portal', '/portal/factors'] : ['/', '/factors']
  if (pathname !== page) return pathname + search
  const wanted = new URLSearchParams(search).get('next') ?? ''
  if (!wanted.startsWith('/') || !URL.canParse(wanted, origin)) return home
  const to = new URL(wanted, origin)
  const theirs = to.pathname === '/portal' || to.pathname.startsWith('/portal/')
  return to.origin === origin && theirs === portal ? to.pathname + to.search : home
}
