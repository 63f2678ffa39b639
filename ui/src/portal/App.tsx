import { type QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { useState } from 'react'
import { Kit } from '../kit'
import { type Language, Speaking } from '../wire'
import { newRouter } from './routes'
import { loadLanguage } from './words'

/** The customer's side of the house. */
export function App({ client, language }: { client: QueryClient; language: Language }) {
  const [router] = useState(newRouter)
  return (
    <Kit>
      <QueryClientProvider client={client}>
        <Speaking first={language} load={loadLanguage}>
          <RouterProvider router={router as never} />
        </Speaking>
      </QueryClientProvider>
    </Kit>
  )
}
