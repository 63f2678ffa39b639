/** What can be shown at sign-in. */
export const proofs = ['password', 'totp', 'recovery_code', 'passkey', 'sso', 'sso_two', 'mail_link'] as const
type Proof = (typeof proofs)[number]

/** Those of the words that mean something here; a newer server may know more. */
export const proofsOf = (words: readonly string[]): Proof[] => proofs.filter((proof) => words.includes(proof))
