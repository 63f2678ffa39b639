import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { proxy, shells } from './build/desk.mjs'
import { icons } from './build/icons.mjs'

const libraries = /node_modules\/(react|react-dom|scheduler|@lingui\/core|@tanstack\/(react-query|query-core|react-router|router-core|history|react-store|store))\//
const parts = /\/src\/(kit\/(Button|Icon|Tip|Dialog|parts|Field|fieldParts|TextField|TextArea|Checkbox|Menu|toast|patience|Kit|theme)|wire\/[a-z]+)\.tsx?$/

export default defineConfig({
  plugins: [icons(), shells(), react({ compiler: true })],
  build: {
    target: 'es2023',
    manifest: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rollupOptions: {
      input: ['index.html', 'portal.html'],
      // Shared pieces would be called after whichever small module happens to be first in them.
      output: {
        chunkFileNames: ({ isDynamicEntry }) => (isDynamicEntry ? 'assets/[name]-[hash].js' : 'assets/shared-[hash].js'),
        // What every first view needs, in one piece: split up by which later page needs which part, it compresses worse.
        codeSplitting: { groups: [{ name: 'libraries', test: libraries }, { name: 'parts', test: parts }] },
      },
    },
  },
  server: { proxy: proxy() },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.{ts,tsx}', 'e2e/**/*.test.mjs'],
    css: false,
  },
})
