import { describe, expect, test } from 'vitest'
import { again } from './drafts'
import { recipients } from './model'
import { someArticle, someTicket } from './samples.test-data'

describe('sending_again', () => {
  const file = { id: 'att_1', name: 'plan.pdf', type: 'application/pdf', size: 3, href: '', inline: false, content_id: null, warning: null, thumbnail: null, preview: null }
  const old = someArticle({ id: 'art_9', sender: 'agent', to: ['a@b.example'], cc: ['c@b.example'], bcc: ['d@b.example'], text: 'Eins\n\nZwei', attachments: [file] })

  test('everything_is_there_to_be_changed', () => {
    const draft = again(old, 4, null)
    expect([draft.mode, draft.to, draft.cc, draft.bcc, draft.resends, draft.text]).toEqual(['reply', old.to, old.cc, old.bcc, 'art_9', old.text])
    expect(draft.kept).toEqual([{ id: 'att_1', name: 'plan.pdf', type: 'application/pdf', size: 3 }])
    expect(draft.document?.content?.map((line) => line.content?.[0]?.text ?? '')).toEqual(['Eins', '', 'Zwei'])
  })

  test('form_of_the_text_and_pictures_within_it_stay', () => {
    const document = { type: 'doc', content: [{ type: 'paragraph' }] }
    const picture = { ...file, id: 'att_2', inline: true, content_id: '1a@desk' }
    const draft = again({ ...old, attachments: [file, picture] }, 4, document)
    expect(draft.document).toBe(document)
    expect(draft.kept?.map(({ id, contentId }) => [id, contentId])).toEqual([
      ['att_1', undefined],
      ['att_2', '1a@desk'],
    ])
  })

  test('answer_to_all_is_what_the_server_says', () => {
    const article = someArticle({ reply_all: { to: ['a@b.example'], cc: ['x@b.example'] } })
    expect(recipients(someTicket({ articles: [article] }), article, true)).toEqual({ to: ['a@b.example'], cc: ['x@b.example'] })
  })
})
