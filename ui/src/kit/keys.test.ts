import { afterEach, expect, test, vi } from 'vitest'
import { isTaken, KeyReader, spell } from './keys'

afterEach(() => {
  document.body.replaceChildren()
  vi.restoreAllMocks()
})

const known = (sequence: string) => ['j', 'M', 'g m'].includes(sequence)
const isPrefix = (key: string) => key === 'g'

test('single_key_is_read_at_once', () => {
  expect(new KeyReader().read('j', 0, known, isPrefix)).toBe('j')
})

test('two_keys_in_a_row_make_a_sequence', () => {
  const reader = new KeyReader()
  expect(reader.read('g', 0, known, isPrefix)).toBeNull()
  expect(reader.read('m', 500, known, isPrefix)).toBe('g m')
})

test('sequence_is_forgotten_after_a_while', () => {
  const reader = new KeyReader()
  reader.read('g', 0, known, isPrefix)
  expect(reader.read('m', 5000, known, isPrefix)).toBeNull()
})

test('unknown_second_key_counts_for_itself', () => {
  const reader = new KeyReader()
  reader.read('g', 0, known, isPrefix)
  expect(reader.read('j', 100, known, isPrefix)).toBe('j')
})

test('keys_in_fields_and_dialogs_belong_to_them', () => {
  const field = document.createElement('input')
  const dialog = document.createElement('div')
  dialog.setAttribute('role', 'dialog')
  const button = document.createElement('button')
  dialog.append(button)
  const plain = document.createElement('button')
  document.body.append(field, dialog, plain)
  expect(isTaken(field)).toBe(true)
  expect(isTaken(button)).toBe(true)
  expect(isTaken(plain)).toBe(false)
})

test('shift_is_spelled_out', () => {
  expect(spell('M')).toBe('⇧m')
  expect(spell('g m')).toBe('g m')
})
