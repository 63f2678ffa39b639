import { Outlet, useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { SidePanel, useAtLeast } from '../../kit'
import { useWireWords } from '../../wire'
import { ListPane } from './parts/ListPane'
import { Views } from './parts/Views'
import classes from './TicketsLayout.module.css'
import { useTicketWords } from './words'

/** Views, list and conversation side by side; fewer of them at a time where there is less room. */
export function TicketsLayout() {
  const say = useTicketWords()
  const common = useWireWords()
  const search = useSearch({ from: '/tickets' })
  const { number } = useParams({ strict: false })
  const viewsFit = useAtLeast(80)
  const bothFit = useAtLeast(64)
  const [viewsOpen, setViewsOpen] = useState(false)
  const showList = bothFit || number === undefined
  const showPage = bothFit || number !== undefined
  return (
    <div className={classes.frame}>
      {viewsFit ? (
        <div className={classes.views}>
          <Views search={search} />
        </div>
      ) : (
        <SidePanel open={viewsOpen} onClose={() => setViewsOpen(false)} title={say('tickets.views')} closeLabel={common('wire.close')} side="left" size={280}>
          <Views search={search} onGo={() => setViewsOpen(false)} />
        </SidePanel>
      )}
      {showList ? <ListPane search={search} number={number} onViews={viewsFit ? undefined : () => setViewsOpen(true)} /> : null}
      {showPage ? <Outlet /> : null}
    </div>
  )
}
