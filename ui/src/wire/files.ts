import type { Schemas } from './client'
import { useWireWords } from './words'

/** What all attachments of one message may weigh together, in bytes. */
export const attachmentLimit = 20 * 1024 * 1024

/** Those of the added files that fit beside what is there, and the first that does not. */
export function fitting(present: { size: number }[], added: File[]): { files: File[]; refused: File | null } {
  const files: File[] = []
  let sum = present.reduce((total, file) => total + file.size, 0)
  for (const file of added) {
    if (sum + file.size > attachmentLimit) return { files, refused: file }
    sum += file.size
    files.push(file)
  }
  return { files, refused: null }
}

function base64(bytes: Uint8Array): string {
  const parts: string[] = []
  // A multiple of three, so that the pieces can be joined.
  const step = 3 * 8192
  for (let at = 0; at < bytes.length; at += step) parts.push(btoa(String.fromCharCode(...bytes.subarray(at, at + step))))
  return parts.join('')
}

/** A file as the API takes it. */
export async function asAttachment(file: File): Promise<Schemas['AttachmentBody']> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  return { name: file.name, type: file.type || 'application/octet-stream', content: base64(bytes) }
}

/** Says why one should look twice before opening a file, if there is a reason. */
export function useFileWarning(): (file: Schemas['AttachmentShape']) => string | undefined {
  const say = useWireWords()
  return ({ warning }) => (warning ? say(`wire.file.${warning}`) : undefined)
}
