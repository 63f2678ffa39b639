/** Where a customer user belongs, while it is written: the first company is the one they ask for. */
export type Belonging = string[]

/** The companies of a customer user, the first one first. */
export const belongingOf = ({ customer, companies }: { customer: string | null; companies: string[] }): Belonging =>
  customer === null ? [...companies] : [customer, ...companies.filter((id) => id !== customer)]

/** What is sent of it: the first company, and the others. */
export const sentBelonging = (belonging: Belonging) => ({ customer: belonging[0] ?? '', companies: belonging.slice(1) })
