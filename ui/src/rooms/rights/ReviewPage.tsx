import { useQuery } from '@tanstack/react-query'
import check from 'icon:check'
import { useState } from 'react'
import { Button, Checkbox, Page, rows, Sheet, Stamp, toast, Waiting } from '../../kit'
import { Failed, problemWord, useTimes, useWireWords } from '../../wire'
import { type Grant, grantsQuery, useReview } from './api'
import { useRightsWords } from './words'
import { Words } from './Words'

/** Older than this is looked at again. **Units**: days. */
const days = 365

/** Everything that anybody has, to be confirmed or revoked. */
export const ReviewPage = () => (
  <Words>
    <Review />
  </Words>
)

function Review() {
  const say = useRightsWords()
  const { data, error, refetch } = useQuery(grantsQuery(days))
  return (
    <Page title={say('rights.review')} words={say('rights.review.words')}>
      {data ? <List grants={data} /> : error ? <Failed error={error} onRetry={() => void refetch()} /> : <Waiting widths={[60, 90, 60, 90]} />}
    </Page>
  )
}

const keyOf = ({ kind, agent, role, group }: Grant) => [kind, agent, role, group].join(' ')

function List({ grants }: { grants: Grant[] }) {
  const say = useRightsWords()
  const due = grants.filter((grant) => grant.due).length
  const [all, setAll] = useState(false)
  const shown = all ? grants : grants.filter((grant) => grant.due)
  return (
    <>
      <p role="status">{say('rights.review.due', { count: due })}</p>
      <Checkbox label={say('rights.review.all', { count: grants.length })} checked={all} onChange={(event) => setAll(event.currentTarget.checked)} />
      {shown.length > 0 ? (
        <Sheet>
          <ul aria-label={say('rights.review')}>
            {shown.map((grant) => (
              <Row key={keyOf(grant)} grant={grant} />
            ))}
          </ul>
        </Sheet>
      ) : null}
    </>
  )
}

function Row({ grant }: { grant: Grant }) {
  const say = useRightsWords()
  const common = useWireWords()
  const times = useTimes()
  const { mutate, isPending } = useReview()
  const fields = {
    agent: grant.agent_name ?? grant.agent ?? '',
    role: grant.role_name ?? '',
    group: grant.group_name ?? '',
    permissions: grant.permissions.map((one) => say(`rights.${one as 'ro'}`)).join(', '),
  }
  const what = say(`rights.grant.${grant.kind as 'agent_group'}`, fields)
  const decide = (keep: boolean) => {
    if (isPending) return
    const { kind, agent, role, group, permissions } = grant
    mutate(
      { kind, agent, role, group, permissions, keep },
      {
        onError: (problem) => toast(common(problemWord(problem)), { look: 'bad' }),
        onSuccess: () => toast(say(keep ? 'rights.review.kept' : 'rights.review.revoked', { what }), { icon: check }),
      },
    )
  }
  return (
    <li className={rows.row}>
      <div className={rows.what}>
        <p className={rows.name}>
          {what}
          {grant.due ? <Stamp look="stale">{say('rights.review.is-due')}</Stamp> : null}
          {grant.agent_valid === false ? <Stamp look="muted">{say('rights.invalid')}</Stamp> : null}
        </p>
        <p className={rows.facts}>
          <span>{grant.granted_at ? say('rights.review.since', { at: times.day(grant.granted_at) }) : say('rights.review.long')}</span>
          {grant.confirmed_at ? <span>{say('rights.review.confirmed', { at: times.day(grant.confirmed_at), by: grant.confirmed_by ?? '' })}</span> : null}
        </p>
      </div>
      <div className={rows.acts}>
        <Button size="small" aria-label={say('rights.review.keep.label', { what })} onClick={() => decide(true)}>
          {say('rights.review.keep')}
        </Button>
        <Button size="small" look="danger" aria-label={say('rights.review.revoke.label', { what })} onClick={() => decide(false)}>
          {say('rights.review.revoke')}
        </Button>
      </div>
    </li>
  )
}
