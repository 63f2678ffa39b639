// Writes src/wire/schema.ts from the server's OpenAPI file, and src/kit/mantine.css from the theme.
// With --check it only says whether the committed files are up to date.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import openapiTS, { astToString } from 'openapi-typescript'
import { mantineVariables } from './theme.mjs'

const root = new URL('..', import.meta.url)
const check = process.argv.includes('--check')

/** Every schema that is reached from a value. */
function reach(value, schemas, found = new Set()) {
  if (Array.isArray(value)) for (const one of value) reach(one, schemas, found)
  else if (value && typeof value === 'object') {
    for (const [key, inner] of Object.entries(value)) {
      if (key !== '$ref') reach(inner, schemas, found)
      else if (!found.has(inner)) {
        found.add(inner)
        reach(schemas[inner.split('/').at(-1)], schemas, found)
      }
    }
  }
  return found
}

/** An answer leaves no field out: what is not there is null. So a field that may be null is still always there. */
function complete(schema) {
  for (const part of schema.allOf ?? []) complete(part)
  if (!schema.properties) return
  const nullable = Object.entries(schema.properties).filter(([, field]) => JSON.stringify(field.type ?? field.oneOf ?? '').includes('"null"'))
  schema.required = [...new Set([...(schema.required ?? []), ...nullable.map(([name]) => name)])]
}

async function schema() {
  const api = JSON.parse(readFileSync(new URL('../docs/generated/openapi.json', root), 'utf8'))
  const { schemas } = api.components
  const operations = Object.values(api.paths).flatMap((path) => Object.values(path))
  const asked = reach(operations.map((operation) => operation.requestBody), schemas)
  for (const [name, shape] of Object.entries(schemas)) {
    if (!asked.has(`#/components/schemas/${name}`)) complete(shape)
  }
  return astToString(await openapiTS(api, { alphabetize: true }))
}

const files = {
  'src/wire/schema.ts': `// Generated from the OpenAPI file by \`npm run gen\`. Do not edit.\n\n${await schema()}`,
  'src/kit/mantine.css': `/* Generated from the theme by \`npm run gen\`. Do not edit. */\n${await mantineVariables()}`,
}

let stale = 0
for (const [path, text] of Object.entries(files)) {
  const url = new URL(path, root)
  if (existsSync(url) && readFileSync(url, 'utf8') === text) continue
  stale += 1
  if (!check) writeFileSync(url, text)
  console.log(`${check ? 'stale, run npm run gen' : 'written'}: ${path}`)
}
if (check && stale > 0) process.exit(1)
