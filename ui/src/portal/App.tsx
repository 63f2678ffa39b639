import { type QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { useState } from 'react'
import { Kit } from '../kit'
import { Enrolling } from '../rooms/access'
import { type Language, Speaking } from '../wire'
import { signInAddress } from './leave'
import { newRouter } from './routes'
import { forgetTexts } from './texts'
import { loadLanguage } from './words'

/** The customer's side of the house; of those who have to set up a second factor first, that alone. */
export function App({ client, language, enrol }: { client: QueryClient; language: Language; enrol: boolean }) {
  const [router] = useState(newRouter)
  return (
    <Kit>
      <QueryClientProvider client={client}>
        <Speaking first={language} load={loadLanguage}>
          {enrol ? <Enrolling onSignOut={forgetTexts} signIn={signInAddress} /> : <RouterProvider router={router as never} />}
        </Speaking>
      </QueryClientProvider>
    </Kit>
  )
}
