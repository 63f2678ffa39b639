import { localStorageColorSchemeManager, MantineProvider, useMantineColorScheme } from '@mantine/core'
import type { ReactNode } from 'react'
import { theme } from './theme'

const colorSchemes = localStorageColorSchemeManager({ key: 'beleg.theme' })

/** Everything of the kit stands inside this. Mantine writes no style element: its variables come from `mantine.css`. */
export function Kit({ children, test = false }: { children: ReactNode; test?: boolean }) {
  return (
    <MantineProvider
      theme={theme}
      colorSchemeManager={colorSchemes}
      defaultColorScheme="auto"
      withCssVariables={false}
      withGlobalClasses={false}
      deduplicateInlineStyles
      env={test ? 'test' : 'default'}
    >
      {children}
    </MantineProvider>
  )
}

export type ThemeChoice = 'light' | 'dark' | 'auto'

/** The chosen theme and how to choose another. */
export function useTheme(): [ThemeChoice, (choice: ThemeChoice) => void] {
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true })
  return [colorScheme, setColorScheme]
}
