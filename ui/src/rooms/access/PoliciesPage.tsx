import { useQuery } from '@tanstack/react-query'
import { Page, Waiting } from '../../kit'
import { Failed } from '../../wire'
import { policiesQuery } from './api'
import classes from './parts/Policy.module.css'
import { PolicyCard } from './parts/PolicyCard'
import { Words } from './parts/Words'
import { useAccessWords } from './words'

/** What is demanded at sign-in, and of whom. */
export const PoliciesPage = () => (
  <Words>
    <Policies />
  </Words>
)

function Policies() {
  const say = useAccessWords()
  const { data, error, refetch } = useQuery(policiesQuery)
  return (
    <Page title={say('access.policies')} words={say('access.policies.words')}>
      {data ? (
        <ul className={classes.cards}>
          {data.map((of) => (
            <PolicyCard key={of.whom} of={of} />
          ))}
        </ul>
      ) : error ? (
        <Failed error={error} onRetry={() => void refetch()} />
      ) : (
        <Waiting widths={[40, 90, 40, 90, 40, 90]} />
      )}
    </Page>
  )
}
