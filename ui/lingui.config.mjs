import { formatter } from '@lingui/format-json'

const folders = ['wire', 'shell', 'portal', 'rooms/tickets', 'rooms/access', 'rooms/people', 'rooms/mail', 'rooms/rights', 'rooms/sso']

export default {
  sourceLocale: 'en',
  locales: ['de', 'en', 'pt-BR'],
  format: formatter({ style: 'minimal' }),
  compileNamespace: 'ts',
  catalogs: folders.map((folder) => ({ path: `src/${folder}/words/{locale}`, include: [`src/${folder}`] })),
}
