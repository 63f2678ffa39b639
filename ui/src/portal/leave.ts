/** To the sign-in of customers, and from there back to this place. */
export function signInAgain(): void {
  window.location.assign(signInAddress())
}

export function signInAddress(): string {
  const { pathname, search } = window.location
  return `/portal/sign-in?next=${encodeURIComponent(pathname + search)}`
}

/** To the page that asks for the second factor, and from there back to this place. */
export function showFactor(): void {
  window.location.assign(signInAddress().replace('?', '/factor?'))
}
