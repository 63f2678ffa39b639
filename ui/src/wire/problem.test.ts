import { expect, test } from 'vitest'
import openapi from '../../../docs/generated/openapi.json'
import { fitting, attachmentLimit, asAttachment } from './files'
import { asProblem, Problem, problemWord, slugs } from './problem'
import de from './words/de.json'
import en from './words/en.json'
import pt from './words/pt-BR.json'
import { guessLocale } from './words'

test('every_problem_has_words_in_every_language', () => {
  for (const words of [de, en, pt] as Record<string, string>[]) {
    for (const slug of slugs) expect(words[`wire.problem.${slug}`], slug).toBeTruthy()
  }
})

test('every_problem_that_the_server_sends_is_known', () => {
  const sent = openapi.components.schemas.Problem.properties.type.enum.map((type) => type.split('/').at(-1))
  expect(sent.length).toBeGreaterThan(0)
  expect([...slugs].filter((slug) => slug !== 'offline' && slug !== 'unknown').toSorted()).toEqual(sent.toSorted())
})

test('slug_is_the_last_part_of_the_type', () => {
  const problem = Problem.of({ type: 'https://beleg.example/problems/precondition-failed', title: '', status: 412, request: 'req_1' }, 412)
  expect(problem.slug).toBe('precondition-failed')
  expect(problem.request).toBe('req_1')
  expect(problemWord(problem)).toBe('wire.problem.precondition-failed')
})

test('any_body_gives_a_problem', () => {
  for (const body of [null, undefined, 'text', 7, {}, { type: 9 }, { type: 'x', errors: 'no' }]) {
    expect(Problem.of(body, 404).slug).toBe('not-found')
    expect(Problem.of(body, 418).slug).toBe('unknown')
    expect(Problem.of(body, 500).errors).toEqual([])
  }
  expect(asProblem(new TypeError('failed to fetch')).slug).toBe('offline')
})

test('files_are_taken_up_to_the_limit', () => {
  const file = (size: number) => ({ size, name: 'x' }) as File
  const { files, refused } = fitting([file(1)], [file(10), file(attachmentLimit)])
  expect(files).toHaveLength(1)
  expect(refused?.size).toBe(attachmentLimit)
})

test('file_becomes_base64', async () => {
  const bytes = Uint8Array.from({ length: 60_000 }, (_, index) => index % 256)
  const made = await asAttachment(new File([bytes], 'ö.bin', { type: '' }))
  expect(made.type).toBe('application/octet-stream')
  expect(Buffer.from(made.content ?? '', 'base64').equals(Buffer.from(bytes))).toBe(true)
})

test('language_is_guessed_from_what_the_browser_asks_for', () => {
  expect(guessLocale(['fr', 'pt-PT', 'de'])).toBe('pt-BR')
  expect(guessLocale(['de-AT'])).toBe('de')
  expect(guessLocale([])).toBe('en')
})
