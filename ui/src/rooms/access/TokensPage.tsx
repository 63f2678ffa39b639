import { useQuery } from '@tanstack/react-query'
import check from 'icon:check'
import plus from 'icon:plus'
import { useState } from 'react'
import { Button, Dialog, Foot, rows, Sheet, toast, Waiting } from '../../kit'
import { Failed, problemWord, useTimes, useWireWords } from '../../wire'
import { type Token, tokensQuery, useRevokeToken } from './api'
import { NewToken } from './parts/NewToken'
import { AccountPage } from './parts/Page'
import classes from './parts/Page.module.css'
import { useAccessWords } from './words'

/** One's own access tokens. */
export const TokensPage = () => (
  <AccountPage title="access.tokens" words="access.tokens.words">
    <Tokens />
  </AccountPage>
)

function Tokens() {
  const say = useAccessWords()
  const common = useWireWords()
  const { data, error, isPending, refetch } = useQuery(tokensQuery)
  const [making, setMaking] = useState(false)
  const [doomed, setDoomed] = useState<Token | null>(null)
  const { mutate } = useRevokeToken()
  const revoke = (token: Token) => {
    setDoomed(null)
    mutate(token.id, {
      onSuccess: () => toast(say('access.token.revoked'), { icon: check }),
      onError: (problem) => toast(common(problemWord(problem)), { look: 'bad' }),
    })
  }
  return (
    <>
      {error && !data ? <Failed error={error} onRetry={() => void refetch()} /> : null}
      {isPending ? <Waiting widths={[60, 40]} /> : null}
      {data && data.length > 0 ? (
        <Sheet>
          <ul>
            {data.map((token) => (
              <Row key={token.id} token={token} onRevoke={() => setDoomed(token)} />
            ))}
          </ul>
        </Sheet>
      ) : null}
      {data?.length === 0 ? <p className={classes.quiet}>{say('access.tokens.none')}</p> : null}
      <div className={classes.foot}>
        <Button look="primary" icon={plus} onClick={() => setMaking(true)}>
          {say('access.token.new')}
        </Button>
      </div>
      <NewToken open={making} onClose={() => setMaking(false)} />
      <Dialog
        open={doomed !== null}
        onClose={() => setDoomed(null)}
        title={say('access.token.revoke.ask', { name: doomed?.name ?? '' })}
        closeLabel={common('wire.close')}
      >
        <p>{say('access.token.revoke.words')}</p>
        <Foot>
          <Button look="final" onClick={() => doomed && revoke(doomed)}>
            {say('access.token.revoke')}
          </Button>
          <Button look="quiet" onClick={() => setDoomed(null)}>
            {common('wire.cancel')}
          </Button>
        </Foot>
      </Dialog>
    </>
  )
}

function Row({ token, onRevoke }: { token: Token; onRevoke: () => void }) {
  const say = useAccessWords()
  const times = useTimes()
  return (
    <li className={rows.row}>
      <div className={rows.what}>
        <p className={rows.name}>{token.name}</p>
        <p className={rows.facts}>
          <span className={classes.mono}>{token.scopes.join(' ')}</span>
          {token.networks.length > 0 ? <span>{say('access.token.from', { networks: token.networks.join(', ') })}</span> : null}
          <span>{token.last_used_at ? say('access.token.used', { time: times.within(token.last_used_at) }) : say('access.token.unused')}</span>
          <span>{token.expires_at ? say('access.token.until', { time: times.date(token.expires_at) }) : say('access.token.forever')}</span>
        </p>
      </div>
      <Button look="danger" size="small" aria-label={say('access.token.revoke.label', { name: token.name })} onClick={onRevoke}>
        {say('access.token.revoke')}
      </Button>
    </li>
  )
}
