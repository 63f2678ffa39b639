import { FilePicker, toast } from '../kit'
import { fitting, sizeIn, useLocale, useWireWords } from '../wire'

/** Files to send along, within the limit. */
export function Files({ files, onChange }: { files: File[]; onChange: (files: File[]) => void }) {
  const common = useWireWords()
  const locale = useLocale()
  return (
    <FilePicker
      label={common('wire.files')}
      optional={common('wire.optional')}
      button={common('wire.file.attach')}
      large
      files={files}
      noteFor={(file) => sizeIn(locale, file.size)}
      removeLabel={(file) => common('wire.file.remove', { name: file.name })}
      onAdd={(added) => {
        const { files: next, refused } = fitting(files, added)
        onChange([...files, ...next])
        if (refused) toast(common('wire.file.too-large', { name: refused.name }), { look: 'bad' })
      }}
      onRemove={(index) => onChange(files.filter((_, at) => at !== index))}
    />
  )
}
