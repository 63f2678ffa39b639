import { createTheme, type MantineColorsTuple } from '@mantine/core'

const tuple = (...shades: string[]) => shades.map((shade) => `#${shade}`) as unknown as MantineColorsTuple

/** Mantine in our clothes. The colours themselves are `--b-*`; the tuples only serve Mantine's own arithmetic. */
export const theme = createTheme({
  primaryColor: 'ink',
  primaryShade: { light: 7, dark: 3 },
  autoContrast: false,
  white: '#FFFFFF',
  black: '#131819',
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontFamily: "'Atkinson Hyperlegible Next Variable', system-ui, sans-serif",
  fontFamilyMonospace: "'Atkinson Hyperlegible Mono Variable', ui-monospace, monospace",
  fontSizes: { xs: '.75rem', sm: '.8125rem', md: '.875rem', lg: '1rem', xl: '1.25rem' },
  lineHeights: { xs: '1.4167', sm: '1.3847', md: '1.5', lg: '1.5', xl: '1.25' },
  fontWeights: { regular: '400', medium: '600', bold: '650' },
  headings: { fontWeight: '650', textWrap: 'pretty' },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  radius: { xs: '2px', sm: '4px', md: '8px', lg: '8px', xl: '8px' },
  defaultRadius: 'sm',
  breakpoints: { xs: '36em', sm: '48em', md: '64em', lg: '80em', xl: '90em' },
  colors: {
    ink: tuple('FFFFFF', 'F5F7F6', 'EFF3F1', 'E9EEEC', 'C2CBC8', '76817E', '586260', '131819', '2B3333', '3D4645'),
    bad: tuple('FDF2F0', 'FBE3E0', 'EBAFA9', 'FF9A90', 'E4685F', 'CB4139', 'BB2D28', 'AE1F1B', '871512', '3D1715'),
    gray: tuple('F5F7F6', 'ECF0EE', 'E3E8E6', 'D2D9D6', 'AEB9B6', '76817E', '586260', '3D4645', '252C2D', '131819'),
    dark: tuple('E9EEEC', 'C2CBC8', '98A4A1', '7F8B88', '323B3B', '252C2D', '1D2324', '171C1D', '0D1112', '050708'),
  },
})

/** Where Mantine's own variables point, in both palettes. */
export const pointers: Record<string, string> = {
  '--mantine-color-body': 'var(--b-sheet)',
  '--mantine-color-text': 'var(--b-ink)',
  '--mantine-color-bright': 'var(--b-ink)',
  '--mantine-color-dimmed': 'var(--b-ink-3)',
  '--mantine-color-placeholder': 'var(--b-ink-3)',
  '--mantine-color-anchor': 'var(--b-pen)',
  '--mantine-color-error': 'var(--b-bad)',
  '--mantine-color-success': 'var(--b-ok)',
  '--mantine-color-default': 'var(--b-sheet)',
  '--mantine-color-default-hover': 'var(--b-sheet-3)',
  '--mantine-color-default-color': 'var(--b-ink)',
  '--mantine-color-default-border': 'var(--b-edge)',
  '--mantine-primary-color-filled': 'var(--b-btn)',
  '--mantine-primary-color-filled-hover': 'var(--b-btn-hover)',
  '--mantine-primary-color-contrast': 'var(--b-btn-ink)',
  '--mantine-primary-color-light': 'var(--b-pen-soft)',
  '--mantine-primary-color-light-hover': 'var(--b-pen-soft)',
  '--mantine-primary-color-light-color': 'var(--b-ink)',
  '--mantine-color-ink-filled': 'var(--b-btn)',
  '--mantine-shadow-md': '0 2px 4px rgb(0 0 0 / 10%), 0 24px 48px -12px rgb(0 0 0 / 28%)',
  '--mantine-shadow-xl': '0 2px 4px rgb(0 0 0 / 10%), 0 24px 48px -12px rgb(0 0 0 / 28%)',
  '--mantine-color-disabled': 'var(--b-sheet-3)',
  '--mantine-color-disabled-color': 'var(--b-ink-3)',
  '--mantine-color-disabled-border': 'var(--b-line)',
}
