import { Checkbox, Choices, FormSection, Select, TextArea, TextField } from '../../../kit'
import { useWireWords } from '../../../wire'
import { type AccountField, type DraftAccount, usualPort } from '../account'
import { useNames } from '../useNames'
import { useMailWords } from '../words'
import classes from './Rows.module.css'

export type FieldErrors = Partial<Record<AccountField, string>>

interface Props {
  draft: DraftAccount
  isNew: boolean
  errors: FieldErrors
  onChange: (change: Partial<DraftAccount>) => void
}

/** Where a mailbox lies, how one gets in, and what happens with its mails. */
export function AccountFields({ draft, isNew, errors, onChange }: Props) {
  const say = useMailWords()
  const common = useWireWords()
  const { queues } = useNames()
  const optional = common('wire.optional')
  const { protocol, tls, port } = draft
  /** Another protocol has another port, unless somebody chose their own. */
  const talk = (change: Partial<Pick<DraftAccount, 'protocol' | 'tls'>>) => {
    const next = { protocol, tls, ...change }
    const after = next.protocol === 'pop3' && draft.after === 'move' ? { after: 'delete' as const } : {}
    onChange({ ...change, ...after, ...(port === usualPort(protocol, tls) ? { port: usualPort(next.protocol, next.tls) } : {}) })
  }
  return (
    <>
      <FormSection title={say('mail.account.server')} words={say('mail.account.server.words')}>
        <Choices
          label={say('mail.account.protocol')}
          name="protocol"
          value={protocol}
          choices={[
            { value: 'imap', label: say('mail.protocol.imap') },
            { value: 'pop3', label: say('mail.protocol.pop3') },
          ]}
          onChange={(value) => talk({ protocol: value })}
        />
        <div className={classes.pair}>
          <TextField className={classes.value} label={say('mail.account.host')} value={draft.host} spellCheck={false} autoComplete="off" error={errors.host} onChange={(event) => onChange({ host: event.currentTarget.value })} />
          <TextField className={classes.short} label={say('mail.account.port')} value={port} inputMode="numeric" error={errors.port} onChange={(event) => onChange({ port: event.currentTarget.value })} />
        </div>
        <Choices
          label={say('mail.account.tls')}
          name="tls"
          value={tls}
          choices={[
            { value: 'implicit', label: say('mail.tls.implicit') },
            { value: 'starttls', label: say('mail.tls.starttls') },
          ]}
          onChange={(value) => talk({ tls: value })}
        />
        <TextArea label={say('mail.account.roots')} optional={optional} description={say('mail.account.roots.words')} value={draft.roots} rows={2} spellCheck={false} error={errors.roots} onChange={(event) => onChange({ roots: event.currentTarget.value })} />
      </FormSection>
      <FormSection title={say('mail.account.login.title')} words={say('mail.account.login.words')}>
        <TextField label={say('mail.account.login')} value={draft.login} spellCheck={false} autoComplete="off" error={errors.login} onChange={(event) => onChange({ login: event.currentTarget.value })} />
        <TextField
          label={say('mail.account.password')}
          type="password"
          autoComplete="new-password"
          value={draft.password}
          description={isNew ? undefined : say('mail.account.password.kept')}
          error={errors.password}
          onChange={(event) => onChange({ password: event.currentTarget.value })}
        />
      </FormSection>
      <FormSection title={say('mail.account.mails')} words={say('mail.account.mails.words')}>
        {protocol === 'imap' ? (
          <TextField label={say('mail.account.folder')} value={draft.mailbox} spellCheck={false} error={errors.mailbox} onChange={(event) => onChange({ mailbox: event.currentTarget.value })} />
        ) : null}
        <Select
          label={say('mail.account.queue')}
          data={[{ value: '', label: say('mail.account.queue.by-address') }, ...queues]}
          searchable={queues.length > 8}
          value={draft.queue}
          error={errors.queue}
          onChange={(queue) => onChange({ queue: queue ?? '' })}
        />
        <Choices
          label={say('mail.account.after')}
          name="after"
          value={draft.after}
          choices={(protocol === 'imap' ? (['delete', 'keep', 'move'] as const) : (['delete', 'keep'] as const)).map((value) => ({ value, label: say(`mail.after.${value}`) }))}
          onChange={(after) => onChange({ after })}
        />
        {draft.after === 'move' ? (
          <TextField label={say('mail.account.move-to')} value={draft.moveTo} spellCheck={false} error={errors.move_to} onChange={(event) => onChange({ moveTo: event.currentTarget.value })} />
        ) : null}
        <Checkbox label={say('mail.account.trusted')} description={say('mail.account.trusted.words')} checked={draft.trusted} onChange={(event) => onChange({ trusted: event.currentTarget.checked })} />
      </FormSection>
    </>
  )
}
