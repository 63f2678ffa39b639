import info from 'icon:info/fill'
import failed from 'icon:x-square/fill'
import warning from 'icon:warning/fill'
import type { HTMLAttributes, ReactNode } from 'react'
import { Icon } from './Icon'
import classes from './parts.module.css'

type Div = HTMLAttributes<HTMLDivElement>

const join = (...names: (string | false | undefined)[]) => names.filter(Boolean).join(' ')

/** What is read or written: white paper with a hairline. */
export function Sheet({ className, ...rest }: Div) {
  return <div className={join(classes.sheet, className)} {...rest} />
}

/** A till slip: facts with their time on paper with a torn lower edge. */
export function Slip({ title, children, className }: { title?: ReactNode; children: ReactNode; className?: string }) {
  return (
    <div className={join(classes.slipShadow, className)}>
      <div className={classes.slip}>
        {title ? <h2 className={classes.slipTitle}>{title}</h2> : null}
        {children}
      </div>
    </div>
  )
}

/** The lines of a slip: name left, value right. */
export function SlipLines({ lines }: { lines: [ReactNode, ReactNode][] }) {
  return (
    <dl>
      {lines.map(([name, value], index) => (
        <div className={classes.slipLine} key={index}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

export function SlipRule() {
  return <hr className={classes.slipRule} aria-hidden />
}

/** A long number in groups: date, system, counter, check digit; other numbers as they are. */
export function groupNumber(number: string): [string, string] {
  const match = /^(\d{8})(\d{2})(\d{5,})(\d)$/.exec(number)
  return match ? [match[1] ?? '', `${match[2]} ${match[3]} ${match[4]}`] : [number, '']
}

/** The number of something on its stub, in figures that cannot be confused; two lines if it is that long. */
export function Stub({ number, label, flat = false }: { number: string; label?: ReactNode; flat?: boolean }) {
  const [first, second] = groupNumber(number)
  return (
    <div className={classes.stub}>
      {label ? <span className={classes.stubLabel}>{label}</span> : null}
      <span aria-hidden>
        {first}
        {second ? flat ? ' ' : <br /> : null}
        {second}
      </span>
      <span className="said-only">{number}</span>
    </div>
  )
}

export function Perforation({ across = false, notched = false, className }: { across?: boolean; notched?: boolean; className?: string }) {
  return <div className={join(classes.perforation, across && classes.across, notched && classes.notched, className)} aria-hidden />
}

export type StampLook = 'pen' | 'ok' | 'stale' | 'bad' | 'mark' | 'outline' | 'muted'

/** A state in colour, shape and word. */
export function Stamp({ look, icon, children }: { look: StampLook; icon?: string; children: ReactNode }) {
  return (
    <span className={classes.stamp} data-look={look}>
      {icon ? <Icon d={icon} size={14} /> : null}
      {children}
    </span>
  )
}

/** A priority from 1 to 5: the figure, and a box that gets heavier. */
export function Priority({ level, label }: { level: number; label?: string }) {
  return (
    <span className={classes.priority} data-level={level} {...(label ? { role: 'img', 'aria-label': label } : {})}>
      {level}
    </span>
  )
}

/** The first letters of the first and the last word of a name; titles such as "Dr." do not count. */
export function initials(name: string): string {
  const words = name.split(/\s+/).filter((word) => /^[\p{L}\p{N}]/u.test(word) && !word.endsWith('.'))
  const first = words[0] ?? name
  const last = words.length > 1 ? (words.at(-1) ?? '') : ''
  return (first.slice(0, 1) + last.slice(0, 1)).toLocaleUpperCase()
}

export function Monogram({ name, look = 'outline' }: { name: string; look?: 'outline' | 'filled' | 'copy' }) {
  return (
    <span className={classes.monogram} data-look={look} aria-hidden>
      {initials(name)}
    </span>
  )
}

const hintIcons = { pen: info, stale: warning, bad: failed }

interface HintProps {
  look?: keyof typeof hintIcons
  icon?: string
  children: ReactNode
  role?: 'status' | 'alert'
  className?: string
}

/** Words across the width that one should not miss. */
export function Hint({ look = 'pen', icon, children, role, className }: HintProps) {
  return (
    <div className={join(classes.hint, className)} data-look={look} role={role}>
      <Icon d={icon ?? hintIcons[look]} />
      <div className={classes.hintBody}>{children}</div>
    </div>
  )
}

/** Dotted lines where text will stand. `widths` are percentages, one a line. */
export function Blank({ widths }: { widths: number[] }) {
  return (
    <div aria-hidden>
      {widths.map((width, index) => (
        <span className={classes.blank} style={{ width: `${width}%` }} key={index} />
      ))}
    </div>
  )
}

export type ArticleKind = 'in' | 'out' | 'internal'

interface ArticleFrameProps {
  kind: ArticleKind
  name: string
  aside?: ReactNode
  time: ReactNode
  line: ReactNode
  label: string
  id?: string
  children: ReactNode
}

/** The frame of an article. White is what the customer sees, yellow stays in the house. */
export function ArticleFrame({ kind, name, aside, time, line, label, id, children }: ArticleFrameProps) {
  const look = kind === 'out' ? 'filled' : kind === 'internal' ? 'copy' : 'outline'
  return (
    <article className={classes.article} data-kind={kind} aria-label={label} id={id} tabIndex={-1}>
      <Monogram name={name} look={look} />
      <div>
        <header className={classes.articleHead}>
          <span className={classes.articleName}>{name}</span>
          <span className={classes.articleAside}>{aside}</span>
          <span className={classes.articleTime}>{time}</span>
        </header>
        <div className={classes.articleLine}>{line}</div>
        {children}
      </div>
    </article>
  )
}

interface PaneProps extends HTMLAttributes<HTMLElement> {
  as?: 'section' | 'nav' | 'main' | 'aside'
  region: string
  label: string
}

/** A region of the page: one landmark that `F6` reaches, in the order of `regions.ts`. */
export function Pane({ as: Tag = 'section', region, label, className, ...rest }: PaneProps) {
  return <Tag className={join(classes.pane, className)} aria-label={label} data-region={region} tabIndex={-1} {...rest} />
}
