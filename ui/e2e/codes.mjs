// What an authenticator app shows (RFC 6238): the time in steps of 30 seconds, as six digits.
import { createHmac } from 'node:crypto'

const signs = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** The step in which we are. A code of one step counts once. */
export const step = () => Math.floor(Date.now() / 30_000)

/** The code that an app with this secret (base 32) shows now. */
export function codeOf(secret) {
  const bits = [...secret.replaceAll(/[\s=]/g, '')].map((sign) => signs.indexOf(sign).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step()))
  const digest = createHmac('sha1', key).update(counter).digest()
  const at = digest.at(-1) & 15
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}
