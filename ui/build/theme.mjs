// The theme as a style sheet: our tokens for day and night, and Mantine's variables computed beforehand, because the page's policy
// allows no style element in which Mantine could write them.
import { convertCssVariables, DEFAULT_THEME, defaultCssVariablesResolver, mergeMantineTheme } from '@mantine/core'
import { runnerImport } from 'vite'

const unused = /^--mantine-color-(blue|cyan|grape|green|indigo|lime|orange|pink|red|teal|violet|yellow|bad)-|^--mantine-primary-|^--mantine-shadow-(xs|sm|lg)$|^--mantine-h\d|^--mantine-color-(ink|gray|dark)-(outline|light|filled|text|contrast)/

const kept = (variables) => Object.fromEntries(Object.entries(variables).filter(([name]) => !unused.test(name)))

const rule = (selector, palette) =>
  `${selector} {\n${Object.entries(palette)
    .map(([name, value]) => `  --b-${name}: ${value};`)
    .join('\n')}\n}\n`

export async function mantineVariables() {
  const { module: own } = await runnerImport('/src/kit/theme.ts')
  const { module: tokens } = await runnerImport('/src/kit/tokens.ts')
  const resolved = defaultCssVariablesResolver(mergeMantineTheme(DEFAULT_THEME, own.theme))
  const variables = {
    variables: kept(resolved.variables),
    light: { ...kept(resolved.light), ...own.pointers },
    dark: { ...kept(resolved.dark), ...own.pointers },
  }
  const css = convertCssVariables(variables, ':root').replaceAll(/\s*;\s*/g, ';\n').replaceAll(/\{\s*/g, ' {\n').replaceAll('}', '}\n')
  const early = `@media (prefers-color-scheme: dark) {\n${rule(':root:not([data-mantine-color-scheme])', tokens.night)}}\n`
  return [rule(':root', tokens.day), early, rule(":root[data-mantine-color-scheme='dark']", tokens.night), css].join('\n')
}
