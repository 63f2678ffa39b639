import { useSay, type Locale, useLocale, type WireWord } from './words'

const cache = new Map<string, Intl.DateTimeFormat>()

function format(locale: Locale, options: Intl.DateTimeFormatOptions, at: Date): string {
  const key = `${locale}${JSON.stringify(options)}`
  let found = cache.get(key)
  if (!found) {
    found = new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, options)
    cache.set(key, found)
  }
  return found.format(at)
}

const clock: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit' }
const dayShort: Intl.DateTimeFormatOptions = { weekday: 'short', day: '2-digit', month: '2-digit' }
const dayShortEnglish: Intl.DateTimeFormatOptions = { weekday: 'short', day: 'numeric', month: 'short' }
const dayLong: Intl.DateTimeFormatOptions = { day: '2-digit', month: '2-digit', year: 'numeric' }
const dayLongEnglish: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short', year: 'numeric' }

const sameDay = (a: Date, b: Date) => a.toDateString() === b.toDateString()

function daysApart(at: Date, now: Date): number {
  const midnight = (date: Date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime()
  return Math.round((midnight(at) - midnight(now)) / 86_400_000)
}

const lowerFirst = (text: string) => text.slice(0, 1).toLowerCase() + text.slice(1)

export interface Times {
  /** As short as it is clear: the time today, the day within a week, else the date. */
  short: (iso: string) => string
  /** With its day in words: "Today 09:12". */
  day: (iso: string) => string
  /** The same within a sentence: "today 09:12". */
  within: (iso: string) => string
  /** Date and time in full. */
  full: (iso: string) => string
  /** The date alone. */
  date: (iso: string) => string
}

export function timesIn(locale: Locale, say: (id: WireWord, values?: Record<string, string>) => string): Times {
  const date = (iso: string) => format(locale, locale === 'en' ? dayLongEnglish : dayLong, new Date(iso))
  const time = (iso: string) => format(locale, clock, new Date(iso))
  const day = (iso: string) => {
    const apart = daysApart(new Date(iso), new Date())
    if (apart === 0) return say('wire.today', { time: time(iso) })
    if (apart === -1) return say('wire.yesterday', { time: time(iso) })
    const short = locale === 'en' ? dayShortEnglish : dayShort
    if (Math.abs(apart) < 7) return `${format(locale, short, new Date(iso)).replace('.,', '').replace(',', '')} ${time(iso)}`
    return `${date(iso)} ${time(iso)}`
  }
  return {
    date,
    day,
    within: (iso) => ([0, -1].includes(daysApart(new Date(iso), new Date())) ? lowerFirst(day(iso)) : day(iso)),
    short: (iso) => {
      const at = new Date(iso)
      const now = new Date()
      if (sameDay(at, now)) return time(iso)
      if (Math.abs(daysApart(at, now)) < 7) return `${format(locale, { weekday: 'short' }, at).replace('.', '')} ${time(iso)}`
      return at.getFullYear() === now.getFullYear() ? format(locale, { day: '2-digit', month: locale === 'en' ? 'short' : '2-digit' }, at) : date(iso)
    },
    full: (iso) => `${date(iso)} ${time(iso)}`,
  }
}

export function useTimes(): Times {
  const locale = useLocale()
  const say = useSay<WireWord>()
  return timesIn(locale, say)
}

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const

/** A size in bytes as one says it. */
export function sizeIn(locale: Locale, bytes: number): string {
  const step = bytes < 1000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1)
  const value = bytes / 1000 ** step
  const options: Intl.NumberFormatOptions = { style: 'unit', unit: units[step], maximumFractionDigits: step > 1 && value < 10 ? 1 : 0 }
  return new Intl.NumberFormat(locale, options).format(value)
}

/** TLS as one says it. */
export const tlsName = (tls: string) => tls.replace('TLSv', 'TLS ').replaceAll('_', '.')
