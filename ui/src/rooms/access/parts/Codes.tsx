import check from 'icon:check'
import copy from 'icon:copy'
import download from 'icon:download-simple'
import { Button, Hint, toast } from '../../../kit'
import { inPortal, useMe } from '../../../wire'
import { useAccessWords } from '../words'
import classes from './Factors.module.css'
import { Step } from './Step'

const size = inPortal ? 'large' : 'normal'

function keep(text: string, name: string) {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/plain' }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 1_000)
}

/** Recovery codes, this one time. */
export function Codes({ codes, onKept }: { codes: string[]; onKept: () => void }) {
  const say = useAccessWords()
  const { tenant, login } = useMe()
  const text = [`${tenant.title} · ${tenant.host} · ${login}`, say('access.codes.file'), '', ...codes, ''].join('\r\n')
  return (
    <Step title={say('access.codes.title')}>
      <Hint look="stale">{say('access.codes.once')}</Hint>
      <p>{say('access.codes.words')}</p>
      <ul className={classes.codes} aria-label={say('access.codes.title')}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className={classes.acts}>
        <Button size={size} icon={download} onClick={() => keep(text, say('access.codes.name'))}>
          {say('access.codes.download')}
        </Button>
        <Button size={size} icon={copy} onClick={() => void navigator.clipboard.writeText(codes.join('\n')).then(() => toast(say('access.codes.copied'), { icon: check }))}>
          {say('access.codes.copy')}
        </Button>
        <Button look="primary" size={size} onClick={onKept}>
          {say('access.codes.kept')}
        </Button>
      </div>
    </Step>
  )
}
