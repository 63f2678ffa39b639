import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import plus from 'icon:plus'
import { buttonClass, Icon, Page, rows, Sheet, Stamp, Waiting } from '../../kit'
import { Failed } from '../../wire'
import { type Provider, providersQuery } from './api'
import { Words } from './parts/Words'
import { useSsoWords } from './words'

/** The providers of single sign-on. */
export const ProvidersPage = () => (
  <Words>
    <All />
  </Words>
)

function All() {
  const say = useSsoWords()
  const { data, error, refetch } = useQuery(providersQuery)
  return (
    <Page
      title={say('sso.providers')}
      words={say('sso.providers.words')}
      acts={
        <Link to="/admin/sso/$id" params={{ id: 'new' }} className={buttonClass('primary')}>
          <Icon d={plus} />
          {say('sso.new')}
        </Link>
      }
    >
      {data ? <List providers={data.items} /> : error ? <Failed error={error} onRetry={() => void refetch()} /> : <Waiting widths={[50, 90, 50]} />}
    </Page>
  )
}

function List({ providers }: { providers: Provider[] }) {
  const say = useSsoWords()
  if (providers.length === 0) return <p className={rows.none}>{say('sso.none')}</p>
  return (
    <Sheet>
      <ul aria-label={say('sso.providers')}>
        {providers.map((provider) => (
          <li key={provider.id} className={rows.row}>
            <div className={rows.what}>
              <p className={rows.name}>
                <Link to="/admin/sso/$id" params={{ id: provider.id }}>
                  {provider.name}
                </Link>
                <Stamp look={provider.valid ? 'ok' : 'outline'}>{say(provider.valid ? 'sso.on' : 'sso.off')}</Stamp>
              </p>
              <p className={rows.line}>
                {say(`sso.side.${provider.side}`)} · {provider.oidc?.issuer ?? provider.identity?.entity_id ?? provider.saml?.metadata_url ?? provider.ldap?.host ?? 'SAML'}
              </p>
            </div>
          </li>
        ))}
      </ul>
    </Sheet>
  )
}
