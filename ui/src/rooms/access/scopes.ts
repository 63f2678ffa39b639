import type { Schemas } from '../../wire'
import type { AccessWord } from './words'

interface Scope {
  scope: string
  word: AccessWord
  /** Whether the agent has a right that it passes on; without it, the right is everybody's. */
  may?: (can: Schemas['MyRights']) => boolean | null
}

/** What a token can be allowed. A token never makes another, so there is none for that. */
export const scopes: Scope[] = [
  { scope: 'tickets:read', word: 'access.token.scope.read' },
  { scope: 'tickets:write', word: 'access.token.scope.write' },
  { scope: 'https:read', word: 'access.token.scope.live' },
  { scope: 'people:read', word: 'access.token.scope.people-read' },
  { scope: 'people:write', word: 'access.token.scope.people-write', may: (can) => can.administer },
  { scope: 'people:sensitive', word: 'access.token.scope.people-sensitive', may: (can) => can.administer },
  { scope: 'audit:read', word: 'access.token.scope.audit', may: (can) => can.see_audit },
]

/** Those that somebody with these rights can make use of. */
export const scopesFor = (can: Schemas['MyRights']) => scopes.filter(({ may }) => may?.(can) ?? true)
