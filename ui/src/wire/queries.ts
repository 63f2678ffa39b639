import { QueryClient } from '@tanstack/react-query'
import { asProblem } from './problem'

const worthRetrying = new Set(['offline', 'fault', 'throttled', 'unknown'])

/** The cache of what the server said. What is live is refreshed by events, so age alone makes nothing stale. */
export function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        gcTime: 300_000,
        refetchOnWindowFocus: false,
        retry: (count, error) => count < 2 && worthRetrying.has(asProblem(error).slug),
        retryDelay: (count) => 400 * 3 ** count,
      },
    },
  })
}
