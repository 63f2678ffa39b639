import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { icons } from './build/icons.mjs'

export default defineConfig({
  plugins: [icons(), react({ compiler: true })],
  build: {
    target: 'es2023',
    manifest: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rollupOptions: {
      input: ['index.html', 'portal.html'],
      // Shared pieces would be called after whichever small module happens to be first in them.
      output: { chunkFileNames: ({ isDynamicEntry }) => (isDynamicEntry ? 'assets/[name]-[hash].js' : 'assets/shared-[hash].js') },
    },
  },
  server: {
    proxy: { '/api': { target: process.env.BELEG_URL ?? 'http://127.0.0.1:8080', secure: false } },
  },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.{ts,tsx}', 'e2e/**/*.test.mjs'],
    css: false,
  },
})
