// Compresses the built files beside themselves, so that the server can hand them out as they are.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const dist = fileURLToPath(new URL('../dist', import.meta.url))
const worth = /\.(js|css|html|svg|json|txt)$/
let count = 0
for (const name of readdirSync(dist, { recursive: true })) {
  if (!worth.test(name)) continue
  const path = join(dist, name)
  const bytes = readFileSync(path)
  const small = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } })
  if (small.length >= bytes.length) continue
  writeFileSync(`${path}.br`, small)
  writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }))
  count += 1
}
console.log(`compressed ${count} files`)
