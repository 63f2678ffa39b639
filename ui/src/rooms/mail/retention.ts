import type { MailSettings } from './api'

export const settings = ['log_days', 'kept_days'] as const
export type Setting = (typeof settings)[number]
export type DraftDays = Record<Setting, string>

export const draftDays = (now: MailSettings): DraftDays => ({ log_days: String(now.log_days.value), kept_days: String(now.kept_days.value) })

/** The days that a field says, if the server takes so many. */
export function daysOf(text: string): number | null {
  const days = /^\d{1,4}$/.test(text.trim()) ? Number(text) : 0
  return days >= 1 && days <= 3650 ? days : null
}

/** What a draft changes: nothing is sent that is as it was. What is no number is a change that is not one yet. */
export const changesOf = (draft: DraftDays, base: MailSettings): Partial<Record<Setting, number>> =>
  Object.fromEntries(settings.flatMap((setting) => (draft[setting].trim() === String(base[setting].value) ? [] : [[setting, daysOf(draft[setting]) ?? 0]])))
