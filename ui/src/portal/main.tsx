import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { enter, meKey, newQueryClient } from '../wire'
import { App } from './App'
import { showFactor, signInAgain } from './leave'
import { claimTexts } from './texts'
import { Trouble } from './Trouble'
import { loadLanguage } from './words'

async function start(root: HTMLElement): Promise<void> {
  const entry = await enter(loadLanguage)
  if (entry.is === 'stranger') return signInAgain()
  if (entry.is === 'trouble') return createRoot(root).render(<Trouble problem={entry.problem} language={entry.language} />)
  if (entry.me.kind === 'agent') return signInAgain()
  claimTexts(entry.me.id)
  if (entry.me.stage === 'needs_factor') return showFactor()
  const client = newQueryClient()
  client.setQueryData(meKey, entry.me)
  return createRoot(root).render(
    <StrictMode>
      <App client={client} language={entry.language} enrol={entry.me.stage === 'must_enrol'} />
    </StrictMode>,
  )
}

const root = document.getElementById('root')
if (root) void start(root)
