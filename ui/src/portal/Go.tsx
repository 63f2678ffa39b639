import { useLocation, useNavigate, useParams } from '@tanstack/react-router'
import { type AnchorHTMLAttributes, type MouseEvent, useCallback } from 'react'

export type Place = '/' | '/new' | '/password' | '/factors' | `/tickets/${string}`

const address = (to: Place) => `/portal${to === '/' ? '' : to}`

/** Goes to a page of the portal. */
export function useGo(): (to: Place) => Promise<void> {
  const navigate = useNavigate()
  return useCallback((to: Place) => navigate({ to: to as never }).then(() => window.scrollTo(0, 0)), [navigate])
}

/** The address within the portal, such as `/new`. */
export function useHere(): string {
  return useLocation().pathname.replace(/^\/portal/, '') || '/'
}

export function useTicketId(): string {
  const { id } = useParams({ strict: false }) as { id?: string }
  return id ?? ''
}

/** A link to a page of the portal. */
export function Go({ to, onClick, ...rest }: AnchorHTMLAttributes<HTMLAnchorElement> & { to: Place }) {
  const go = useGo()
  return (
    <a
      href={address(to)}
      onClick={(event: MouseEvent<HTMLAnchorElement>) => {
        onClick?.(event)
        if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
        event.preventDefault()
        void go(to)
      }}
      {...rest}
    />
  )
}
