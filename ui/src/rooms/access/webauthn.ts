/** Bytes in base 64 for addresses (RFC 4648 §5), as the server writes them. */
export function toBytes(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (sign) => sign.charCodeAt(0))
}

export function toText(buffer: ArrayBuffer): string {
  return btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}

type Json = Record<string, unknown>

interface Asked {
  publicKey: { challenge: string; user?: { id: string }; excludeCredentials?: { id: string }[]; allowCredentials?: { id: string }[] }
}

const withId = <One extends { id: string }>(one: One) => ({ ...one, id: toBytes(one.id) })

/** What the server wants to ask a device, as the browser takes it. */
function read(options: unknown): { publicKey: Json } {
  const { publicKey } = options as Asked
  const { challenge, user, excludeCredentials, allowCredentials, ...rest } = publicKey
  return {
    publicKey: {
      ...rest,
      challenge: toBytes(challenge),
      ...(user ? { user: withId(user) } : {}),
      ...(excludeCredentials ? { excludeCredentials: excludeCredentials.map(withId) } : {}),
      ...(allowCredentials ? { allowCredentials: allowCredentials.map(withId) } : {}),
    },
  }
}

/** Whether this browser knows passkeys. */
export const knowsPasskeys = () => 'PublicKeyCredential' in window

/** What a device gave, as the server takes it. The generated type says only that it is an object. */
export type Shown = Record<string, never>

const shown = ({ id, rawId, type }: PublicKeyCredential, response: Json) => ({ id, rawId: toText(rawId), type, response, extensions: {} }) as unknown as Shown

/** Asks a device to make a passkey. Throws when the person thinks better of it, or the device has none to give. */
export async function makePasskey(options: unknown): Promise<Shown> {
  const made = (await navigator.credentials.create(read(options) as unknown as CredentialCreationOptions)) as PublicKeyCredential
  const response = made.response as AuthenticatorAttestationResponse
  return shown(made, { attestationObject: toText(response.attestationObject), clientDataJSON: toText(response.clientDataJSON), transports: response.getTransports() })
}

/** Asks a device to show a passkey. Throws as above. */
export async function showPasskey(options: unknown): Promise<Shown> {
  const found = (await navigator.credentials.get(read(options) as unknown as CredentialRequestOptions)) as PublicKeyCredential
  const { authenticatorData, clientDataJSON, signature, userHandle } = found.response as AuthenticatorAssertionResponse
  return shown(found, { authenticatorData: toText(authenticatorData), clientDataJSON: toText(clientDataJSON), signature: toText(signature), userHandle: userHandle ? toText(userHandle) : null })
}
