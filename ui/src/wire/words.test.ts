import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const folders = ['wire', 'shell', 'portal', 'rooms/tickets', 'rooms/access', 'rooms/people', 'rooms/mail']
const locales = ['de', 'en', 'pt-BR']

const words = (folder: string, locale: string) => JSON.parse(readFileSync(`src/${folder}/words/${locale}.json`, 'utf8')) as Record<string, string>

/** The names of the values a message takes. */
const values = (message: string) => [...new Set([...message.matchAll(/\{(\w+)/g)].map((match) => match[1]))].toSorted()

const source = (): string => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name) && !/\/words\/|\.test\.ts/.test(name))
  return files.map((name) => readFileSync(`src/${name}`, 'utf8')).join('\n')
}

test.each(folders)('%s says the same in every language', (folder) => {
  const english = words(folder, 'en')
  for (const locale of locales) {
    const other = words(folder, locale)
    expect(Object.keys(other).toSorted()).toEqual(Object.keys(english).toSorted())
    for (const [id, message] of Object.entries(other)) {
      expect(message.trim(), id).not.toBe('')
      expect(values(message.replaceAll(/(one|other|=0) \{[^{}]*\}/g, '')), id).toEqual(values((english[id] ?? '').replaceAll(/(one|other|=0) \{[^{}]*\}/g, '')))
      expect(message, id).not.toMatch(/!(\s|$)|\b(leider|oops|bitte beachten)\b/i)
    }
  }
})

test('every_word_is_said_somewhere', () => {
  const text = source()
  const made = [...text.matchAll(/`((?:wire|shell|portal|tickets|access|people|mail)\.[\w.-]*)\$\{/g)].map((match) => match[1] ?? '')
  const unused = folders
    .flatMap((folder) => Object.keys(words(folder, 'en')))
    .filter((id) => !text.includes(`'${id}'`) && !made.some((prefix) => id.startsWith(prefix)))
  expect(unused).toEqual([])
})

test('ids_belong_to_one_room', () => {
  for (const folder of folders) {
    const room = folder.split('/').at(-1) ?? ''
    for (const id of Object.keys(words(folder, 'en'))) expect(id.startsWith(`${room}.`), id).toBe(true)
  }
})
