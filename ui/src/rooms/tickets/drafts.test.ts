import { beforeEach, expect, test, vi } from 'vitest'
import { claimDrafts, dropDraft, forgetDrafts, keepDraft, keepFiles, newDraft, replaceDraft, useDraft, useDraftFiles } from './drafts'
import { renderHook } from '@testing-library/react'
import { obstacleOf } from './useSending'

const stored = () => Object.keys(localStorage).filter((key) => key.startsWith('beleg.draft.'))
const draft = (part: object = {}) => ({ ...newDraft('reply', ['a@b.example'], [], 1, null), text: 'Guten Tag', ...part })

beforeEach(() => {
  forgetDrafts()
  vi.useFakeTimers()
})

test('draft_reaches_the_disk_shortly_after_the_last_change', () => {
  keepDraft('tkt_1', draft())
  expect(stored()).toEqual([])
  vi.advanceTimersByTime(500)
  expect(stored()).toEqual(['beleg.draft.tkt_1'])
  dropDraft('tkt_1')
  expect(stored()).toEqual([])
})

test('signing_out_forgets_every_draft', () => {
  keepDraft('tkt_1', draft())
  vi.advanceTimersByTime(500)
  keepDraft('tkt_2', draft())
  forgetDrafts()
  vi.advanceTimersByTime(500)
  expect(stored()).toEqual([])
})

test('drafts_of_somebody_else_are_forgotten', () => {
  claimDrafts('agt_1')
  keepDraft('tkt_1', draft())
  vi.advanceTimersByTime(500)
  claimDrafts('agt_1')
  expect(stored()).toHaveLength(1)
  claimDrafts('agt_2')
  expect(stored()).toEqual([])
})

test('draft_that_gives_way_takes_its_files_along_and_comes_back_with_them', () => {
  const now = () => [renderHook(() => useDraft('tkt_1')).result.current?.text, renderHook(() => useDraftFiles('tkt_1')).result.current.length]
  expect(replaceDraft('tkt_1', draft({ text: 'Nummer eins' }))).toBeNull()
  const note = draft({ mode: 'note', text: 'Unter uns' })
  keepDraft('tkt_1', note)
  keepFiles('tkt_1', [new File(['x'], 'intern.txt')])
  const undo = replaceDraft('tkt_1', draft({ text: 'Noch einmal' }))
  expect(now()).toEqual(['Noch einmal', 0])
  undo?.()
  expect(now()).toEqual(['Unter uns', 1])
})

test('note_is_never_visible_and_phone_is', () => {
  expect(newDraft('note', [], [], 0, null).visible).toBe(false)
  expect(newDraft('phone', [], [], 0, null).visible).toBe(true)
})

test('what_stands_in_the_way_of_sending_is_named', () => {
  const file = {} as File
  expect(obstacleOf(draft(), [], false)).toBeNull()
  expect(obstacleOf(draft({ text: ' ' }), [], false)).toBe('empty')
  expect(obstacleOf(draft({ to: [] }), [], false)).toBe('nobody')
  expect(obstacleOf(draft({ cc: ['x'] }), [], false)).toBe('address')
  expect(obstacleOf(draft({ text: 'anbei' }), [], false)).toBe('attachment')
  expect(obstacleOf(draft({ text: 'anbei' }), [file], false)).toBeNull()
  expect(obstacleOf(draft({ text: 'anbei', mode: 'note', to: [] }), [], false)).toBeNull()
  expect(obstacleOf(draft(), [], true)).toBe('until')
})
