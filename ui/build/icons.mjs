// `import ticket from 'icon:ticket'` and `'icon:ticket/fill'` give the path of a Phosphor icon, so that only the icons in use are
// shipped and none is parsed from markup in the browser.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const home = fileURLToPath(new URL('../node_modules/@phosphor-icons/core/assets', import.meta.url))

export function icons() {
  return {
    name: 'icons',
    resolveId(id) {
      return id.startsWith('icon:') ? `\0${id}` : null
    },
    load(id) {
      if (!id.startsWith('\0icon:')) return null
      const [name, weight = 'regular'] = id.slice('\0icon:'.length).split('/')
      const file = weight === 'regular' ? `${name}.svg` : `${name}-${weight}.svg`
      const svg = readFileSync(join(home, weight, file), 'utf8')
      const paths = [...svg.matchAll(/<path d="([^"]+)"\/>/g)].map((match) => match[1])
      if (paths.length === 0 || /<(?!svg|path|\/svg)/.test(svg)) this.error(`icon ${name} is not made of paths`)
      return `export default ${JSON.stringify(paths.join(''))}`
    },
  }
}
