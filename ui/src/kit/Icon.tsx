/** An icon given by its path (`import ticket from 'icon:ticket'`). Without a label it is decoration beside a word. */
export function Icon({ d, size = 16, label, className }: { d: string; size?: number; label?: string; className?: string }) {
  return (
    <svg
      viewBox="0 0 256 256"
      width={size}
      height={size}
      fill="currentColor"
      className={className}
      focusable="false"
      {...(label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true })}
    >
      <path d={d} />
    </svg>
  )
}

/** The mark of the product: a slip with a tick and one dotted line. */
export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg viewBox="0 0 24 24" width={size} height={size} fill="currentColor" fillRule="evenodd" aria-hidden focusable="false">
      <path d="M4 2h16v20l-2.3-2-1.9 2-1.9-2-1.9 2-1.9-2-1.9 2-1.9-2L4 22V2Zm4.3 7.2 3 3 5.1-5.3-1.4-1.4-3.7 3.9-1.6-1.6-1.4 1.4ZM7.2 15.1h1.8v1.8H7.2v-1.8Zm3.9 0h1.8v1.8h-1.8v-1.8Zm3.9 0h1.8v1.8H15v-1.8Z" />
    </svg>
  )
}
