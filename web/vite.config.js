import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const browsers = ['chrome123', 'firefox121', 'safari17.5'];

// One script and one style sheet, that stand within the page: no module, no second file, no request.
export default defineConfig({
  logLevel: 'warn',
  build: {
    outDir: fileURLToPath(new URL('../artifacts/web', import.meta.url)),
    emptyOutDir: false,
    target: browsers,
    cssTarget: browsers,
    reportCompressedSize: false,
    lib: {
      entry: fileURLToPath(new URL('src/main.ts', import.meta.url)),
      formats: ['iife'],
      name: 'headroomReport',
      fileName: () => 'report.js',
      cssFileName: 'report',
    },
  },
});
