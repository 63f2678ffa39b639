import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import check from 'icon:check'
import { Button, Hint, Page, rows, Sheet, Stamp, toast, Waiting } from '../../kit'
import { asProblem, Failed, problemWord, useWireWords } from '../../wire'
import { linksQuery, type OwnLink, useBeginLink, useUnlinkOwn } from './api'
import { Words } from './parts/Words'
import { useSsoWords } from './words'

/** The providers that one signs in with, and those that one could. */
export const OwnPage = () => (
  <Words>
    <Own />
  </Words>
)

function Own() {
  const say = useSsoWords()
  const common = useWireWords()
  const { data, error, refetch } = useQuery(linksQuery)
  return (
    <Page title={say('sso.own')} words={say('sso.own.words')} above={<Link to="/sessions">{common('wire.sessions')}</Link>}>
      {data ? <List links={data} /> : error ? <Failed error={error} onRetry={() => void refetch()} /> : <Waiting widths={[50, 50]} />}
    </Page>
  )
}

function List({ links }: { links: OwnLink[] }) {
  const say = useSsoWords()
  const common = useWireWords()
  const begin = useBeginLink()
  const unlink = useUnlinkOwn()
  const busy = begin.isPending || unlink.isPending
  const error = begin.error ?? unlink.error
  if (links.length === 0) return <p className={rows.none}>{say('sso.own.none')}</p>
  const onLink = (provider: string) => {
    if (busy) return
    unlink.reset()
    // The provider is asked to have the person sign in anew; they come back to this page.
    begin.mutate(provider, { onSuccess: ({ address }) => window.location.assign(address) })
  }
  const onUnlink = ({ provider, name }: OwnLink) => {
    if (busy) return
    begin.reset()
    unlink.mutate(provider, { onSuccess: () => toast(say('sso.own.unlinked', { name }), { icon: check }) })
  }
  return (
    <>
      <Sheet>
        <ul aria-label={say('sso.own')}>
          {links.map((link) => (
            <li key={link.provider} className={rows.row}>
              <div className={rows.what}>
                <p className={rows.name}>
                  {link.name}
                  {link.linked ? <Stamp look="ok">{say('sso.own.linked')}</Stamp> : null}
                </p>
              </div>
              {link.linked ? (
                <Button size="small" aria-disabled={busy} aria-label={say('sso.own.unlink.which', { name: link.name })} onClick={() => onUnlink(link)}>
                  {say('sso.unlink')}
                </Button>
              ) : (
                <Button size="small" aria-disabled={busy} aria-label={say('sso.own.link.which', { name: link.name })} onClick={() => onLink(link.provider)}>
                  {say('sso.own.link')}
                </Button>
              )}
            </li>
          ))}
        </ul>
      </Sheet>
      {error ? (
        <Hint look="bad" role="alert">
          {asProblem(error).slug === 'conflict' ? say('sso.own.silent') : common(problemWord(error))}
        </Hint>
      ) : null}
    </>
  )
}
