import { toast } from '../../kit'
import { asAttachment, fitting, useWireWords } from '../../wire'
import { addPictures, picturesOf } from './drafts'
import { useTicketWords } from './words'

/** Takes files and pictures for a draft as long as all of them together are not too large; `others` are those that it has. */
export function usePictures(draft: string, others: { size: number }[], find: (id: string) => string | undefined = () => undefined) {
  const say = useTicketWords()
  const common = useWireWords()
  const room = (added: File[]) => {
    const { files, refused } = fitting([...others, ...picturesOf(draft).map(({ file }) => file)], added)
    if (refused) toast(common('wire.file.too-large', { name: refused.name }), { look: 'bad' })
    return files
  }
  const pictures = {
    add: (added: File[]) => addPictures(draft, room(added)).map(({ id, file }) => ({ id, name: file.name })),
    find: (id: string) => picturesOf(draft).find((picture) => picture.id === id)?.url ?? find(id),
    gone: say('tickets.editor.picture-gone'),
  }
  return { room, pictures }
}

/** The pictures that stand in the text, as the API takes them. What was deleted from it again does not go along. */
export const shownIn = (html: string, draft: string) =>
  picturesOf(draft)
    .filter(({ id }) => html.includes(`cid:${id}`))
    .map(async ({ id, file }) => ({ ...(await asAttachment(file)), content_id: id }))
