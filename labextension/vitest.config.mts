import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'jsdom',
    include: ['labextension/tests/**/*.spec.{ts,tsx}'],
    setupFiles: ['labextension/tests/setup.ts'],
    server: {
      deps: {
        // Lab's packages import each other without file extensions: let Vite resolve them.
        inline: [
          /@jupyterlab/,
          /@jupyter\//,
          /@lumino/,
          /@codemirror/,
          /@lezer/,
          /y-protocols/,
          /lib0/,
          /yjs/
        ]
      }
    }
  }
});
