/** To the sign-in, and from there back to this place. */
export function signInAgain(): void {
  window.location.assign(signInAddress())
}

export function signInAddress(): string {
  const { pathname, search } = window.location
  return `/sign-in?next=${encodeURIComponent(pathname + search)}`
}
