// Holds the size of what a first visit loads: the entry, its static imports and one locale, all compressed with gzip.
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const dist = new URL('../dist/', import.meta.url)
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'))
const limits = { js: 250, css: 25 }
const firstViews = { 'index.html': ['src/shell/words.de.ts'], 'portal.html': ['src/portal/words.de.ts'] }

const gz = (name) => gzipSync(readFileSync(new URL(name, dist)), { level: 9 }).length / 1000

function reach(key, seen) {
  if (seen.has(key)) return seen
  const chunk = manifest[key]
  if (!chunk) throw new Error(`not in the manifest: ${key}`)
  seen.add(key)
  for (const next of chunk.imports ?? []) reach(next, seen)
  return seen
}

let over = false
for (const [entry, extra] of Object.entries(firstViews)) {
  const seen = new Set()
  for (const key of [entry, ...extra]) reach(key, seen)
  const chunks = [...seen].map((key) => manifest[key])
  const js = chunks.filter((chunk) => chunk.file.endsWith('.js')).reduce((sum, chunk) => sum + gz(chunk.file), 0)
  const css = [...new Set(chunks.flatMap((chunk) => chunk.css ?? []))].reduce((sum, name) => sum + gz(name), 0)
  console.log(`${entry}: ${js.toFixed(1)} kB JS (limit ${limits.js}), ${css.toFixed(1)} kB CSS (limit ${limits.css}), gzip`)
  if (js > limits.js || css > limits.css) over = true
}
for (const [key, chunk] of Object.entries(manifest)) {
  if (chunk.isDynamicEntry && chunk.file.endsWith('.js')) console.log(`  later: ${key} ${gz(chunk.file).toFixed(1)} kB`)
}
if (over) process.exit(1)
