// kit ← wire ← rooms ← shell, portal; a room is entered by its face, or by a page that is loaded later.
module.exports = {
  forbidden: [
    { name: 'no-circle', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    { name: 'kit-knows-nobody', severity: 'error', from: { path: '^src/kit' }, to: { path: '^src/(wire|rooms|shell|portal)' } },
    { name: 'wire-knows-only-kit', severity: 'error', from: { path: '^src/wire' }, to: { path: '^src/(rooms|shell|portal)' } },
    { name: 'rooms-know-no-shell', severity: 'error', from: { path: '^src/rooms' }, to: { path: '^src/(shell|portal)' } },
    { name: 'shell-and-portal-apart', severity: 'error', from: { path: '^src/shell' }, to: { path: '^src/portal' } },
    { name: 'portal-and-shell-apart', severity: 'error', from: { path: '^src/portal' }, to: { path: '^src/(shell|rooms)', pathNot: '^src/rooms/access/(index|own)\\.ts$' } },
    {
      name: 'rooms-by-their-face',
      severity: 'error',
      from: { path: '^src/rooms/([^/]+)/' },
      to: { path: '^src/rooms/([^/]+)/(?!index\\.ts)', pathNot: '^src/rooms/$1/' },
    },
    {
      name: 'shell-uses-faces-and-pages',
      severity: 'error',
      from: { path: '^src/shell' },
      to: { path: '^src/rooms/[^/]+/(?!index\\.ts|[A-Z][A-Za-z]+Page\\.tsx|words/)' },
    },
    { name: 'kit-by-its-face', severity: 'error', from: { path: '^src/(wire|rooms|shell|portal)' }, to: { path: '^src/kit/(?!index\\.ts)' } },
    { name: 'wire-by-its-face', severity: 'error', from: { path: '^src/(rooms|shell|portal)' }, to: { path: '^src/wire/(?!index\\.ts|words/)' } },
    { name: 'no-unknown', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^icon:' } },
    { name: 'declared-only', severity: 'error', from: {}, to: { dependencyTypes: ['npm-no-pkg', 'npm-dev'], pathNot: 'node_modules/(vitest|@testing-library|@types)' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.test\\.tsx?$|\\.css$|vite-env' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'default'] },
  },
}
