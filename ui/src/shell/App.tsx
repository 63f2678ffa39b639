import { type QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { useState } from 'react'
import { Kit } from '../kit'
import { Enrolling } from '../rooms/access'
import { forgetDrafts } from '../rooms/tickets'
import { type Language, Speaking } from '../wire'
import { signInAddress } from './leave'
import { newRouter } from './routes'
import { loadLanguage } from './words'

/** The agent's side of the house; of those who have to set up a second factor first, that alone. */
export function App({ client, language, enrol }: { client: QueryClient; language: Language; enrol: boolean }) {
  const [router] = useState(newRouter)
  return (
    <Kit>
      <QueryClientProvider client={client}>
        <Speaking first={language} load={loadLanguage}>
          {enrol ? <Enrolling onSignOut={forgetDrafts} signIn={signInAddress} /> : <RouterProvider router={router} />}
        </Speaking>
      </QueryClientProvider>
    </Kit>
  )
}
