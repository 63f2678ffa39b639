import { expect, test } from 'vitest'
import type { Act } from '../kit'
import { findActs } from './Palette'

const act = (label: string, also?: string): Act => ({ id: label, label, group: 'g', also, run: () => undefined })
const acts = [act('Interne Notiz'), act('Queue Störungen › Netzwerk'), act('Sprache: English', 'language'), act('Antworten')]
const found = (typed: string) => findActs(acts, typed).map(({ label }) => label)

test('nothing_typed_finds_everything', () => expect(found('')).toHaveLength(acts.length))
test('each_word_begins_a_word', () => expect(found('stor net')).toEqual(['Queue Störungen › Netzwerk']))
test('marks_and_case_do_not_matter', () => expect(found('STÖR')).toEqual(['Queue Störungen › Netzwerk']))
test('other_names_count_too', () => expect(found('lang')).toEqual(['Sprache: English']))
test('middle_of_a_word_does_not_count', () => expect(found('worten')).toEqual([]))
test('label_that_begins_so_comes_first', () => expect(found('n')[0]).toBe('Interne Notiz'))
