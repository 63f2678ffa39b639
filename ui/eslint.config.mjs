import hooks from 'eslint-plugin-react-hooks'
import tseslint from 'typescript-eslint'

const kitOnly = 'Only the kit knows Mantine.'
const styleElements = 'It writes a style element, which the page’s policy forbids. Use a CSS module.'

export default tseslint.config(
  { ignores: ['dist', 'node_modules', 'src/wire/schema.ts', 'src/**/words/*.ts'] },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [...tseslint.configs.recommended, hooks.configs.flat['recommended-latest']],
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      'no-console': 'error',
      eqeqeq: 'error',
      'max-lines': ['error', 400],
      'no-restricted-syntax': [
        'error',
        { selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']", message: 'The page’s policy forbids it.' },
        { selector: "MemberExpression[property.name='innerHTML']", message: 'The page’s policy forbids it.' },
      ],
      'no-restricted-globals': ['error', { name: 'fetch', message: 'Use the client of wire.' }],
    },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    ignores: ['src/kit/**'],
    rules: { 'no-restricted-imports': ['error', { patterns: [{ group: ['@mantine/*'], message: kitOnly }] }] },
  },
  {
    files: ['src/kit/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        { name: '@mantine/core', importNames: ['AppShell', 'Grid', 'SimpleGrid', 'Flex', 'Spoiler'], message: styleElements },
      ],
    },
  },
)
