import { expect, test } from 'vitest'
import { day, night, type Token } from './tokens'

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].toSorted((a, b) => b - a) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

// Each pair with the contrast the design was measured with, by day and by night.
const table: [Token, Token, number, number][] = [
  ['ink', 'sheet', 17.9, 14.7],
  ['ink', 'desk', 14.9, 16.2],
  ['ink-2', 'sheet', 9.7, 10.4],
  ['ink-3', 'sheet', 6.3, 6.7],
  ['ink-3', 'sheet-3', 5.5, 5.5],
  ['ink-3', 'desk', 5.2, 7.4],
  ['edge', 'sheet', 4.0, 4.9],
  ['edge', 'desk', 3.4, 5.4],
  ['spine-ink', 'spine', 8.9, 7.5],
  ['pen', 'sheet', 8.2, 8.8],
  ['pen', 'desk', 6.9, 9.7],
  ['pen', 'pen-soft', 7.0, 7.5],
  ['ink', 'pen-soft', 15.2, 12.5],
  ['ink', 'copy', 16.0, 12.8],
  ['ink', 'mark', 14.1, 5.8],
  ['copy-ink', 'copy', 8.3, 11.2],
  ['ink-3', 'copy', 5.6, 5.8],
  ['copy-edge', 'copy', 4.1, 6.5],
  ['pen', 'copy', 7.4, 7.6],
  ['ok', 'sheet', 6.6, 9.4],
  ['ok', 'desk', 5.5, 10.4],
  ['ok', 'ok-soft', 5.5, 7.8],
  ['stale', 'sheet', 6.5, 9.0],
  ['stale', 'desk', 5.4, 9.9],
  ['stale', 'stale-soft', 5.4, 7.7],
  ['bad', 'sheet', 7.0, 8.4],
  ['bad', 'desk', 5.8, 9.3],
  ['bad', 'bad-soft', 5.7, 7.7],
  ['on-bad', 'bad', 7.0, 9.6],
  ['btn-ink', 'btn', 17.9, 15.8],
]

const signs = new Set<Token>(['edge', 'copy-edge'])

test.each(table)('%s on %s is as readable as measured', (front, back, byDay, byNight) => {
  const least = signs.has(front) ? 3 : 4.5
  for (const [palette, expected] of [
    [day, byDay],
    [night, byNight],
  ] as const) {
    const found = contrast(palette[front], palette[back])
    expect(found).toBeGreaterThanOrEqual(least)
    expect(found).toBeCloseTo(expected, 0)
    expect(Math.abs(found - expected)).toBeLessThan(0.06)
  }
})
