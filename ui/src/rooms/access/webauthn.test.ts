import { expect, test } from 'vitest'
import { toBytes, toText } from './webauthn'

test('bytes_read_back_from_base_64_for_addresses', () => {
  for (const length of [0, 1, 2, 3, 64, 255]) {
    const bytes = Uint8Array.from({ length }, (_, at) => (at * 251) % 256)
    const text = toText(bytes.buffer)
    expect(text).toMatch(/^[\w-]*$/)
    expect(toBytes(text)).toEqual(bytes)
  }
})
