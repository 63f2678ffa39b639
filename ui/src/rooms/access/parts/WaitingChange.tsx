import { useQueryClient } from '@tanstack/react-query'
import check from 'icon:check'
import { useEffect, useState } from 'react'
import { Button, Hint, toast } from '../../../kit'
import { problemWord, type Schemas, useWireWords } from '../../../wire'
import { addressesQuery, useDecideAddresses } from '../api'
import { useAccessWords } from '../words'
import classes from './Policy.module.css'

/** Minutes and seconds that are left until a moment. */
function useLeft(until: string): number {
  const seconds = () => Math.max(0, Math.ceil((Date.parse(until) - Date.now()) / 1000))
  const [left, setLeft] = useState(seconds)
  useEffect(() => {
    const timer = setInterval(() => setLeft(seconds), 1000)
    return () => clearInterval(timer)
  })
  return left
}

const clock = (seconds: number) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`

/** A change that counts, and is taken back unless somebody confirms it. */
export function WaitingChange({ waits }: { waits: Schemas['AddressChange'] }) {
  const say = useAccessWords()
  const common = useWireWords()
  const client = useQueryClient()
  const left = useLeft(waits.until)
  const { mutate, isPending } = useDecideAddresses()
  const isOver = left === 0
  useEffect(() => {
    if (isOver) void client.invalidateQueries({ queryKey: addressesQuery.queryKey })
  }, [isOver, client])
  const decide = (keep: boolean) => {
    if (isPending) return
    mutate(
      { id: waits.change, keep },
      {
        onSuccess: () => toast(say(keep ? 'access.addresses.confirmed' : 'access.addresses.taken-back'), { icon: check }),
        onError: (error) => toast(common(problemWord(error)), { look: 'bad' }),
      },
    )
  }
  return (
    <Hint look="stale" className={classes.waits}>
      <p>{say('access.addresses.waits', { left: clock(left) })}</p>
      <div className={classes.foot}>
        <Button look="primary" size="small" aria-disabled={isPending} onClick={() => decide(true)}>
          {say('access.addresses.confirm')}
        </Button>
        <Button size="small" aria-disabled={isPending} onClick={() => decide(false)}>
          {say('access.addresses.back')}
        </Button>
      </div>
    </Hint>
  )
}
