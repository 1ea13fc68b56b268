import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import { kernelPlugin } from './scripts/compile-kernels.mjs'

/** CommonJS under `.cjs`: a sandboxed preload needs it, and so does every Electron before 28. */
const commonJs = {
  format: 'cjs' as const,
  entryFileNames: '[name].cjs',
  chunkFileNames: '[name]-[hash].cjs',
  // Every thread reads its scripts before anything else, and V8 takes longer for more of them. Names stay: a stack tells them.
  minify: { compress: true, mangle: false, codegen: true },
}

export default defineConfig({
  main: {
    plugins: [kernelPlugin()],
    worker: { plugins: () => [kernelPlugin()] },
    build: {
      externalizeDeps: false,
      target: 'node18',
      outDir: 'out/main',
      rollupOptions: {
        // index: the Electron host; cli: plain Node with `marey serve` in it, never imports electron.
        input: {
          index: resolve('src/main/index.ts'),
          cli: resolve('src/cli/index.ts'),
        },
        // @napi-rs/canvas is machine code, found beside the program when a picture is asked for.
        external: ['electron', '@napi-rs/canvas'],
        output: commonJs,
      },
    },
  },
  preload: {
    build: {
      externalizeDeps: false,
      target: 'node18',
      outDir: 'out/preload',
      rollupOptions: {
        input: { index: resolve('src/preload/index.ts') },
        external: ['electron'],
        output: commonJs,
      },
    },
  },
  renderer: {
    root: 'src/renderer',
    plugins: [react()],
    build: {
      target: 'chrome108',
      cssTarget: 'chrome108',
      outDir: 'out/renderer',
      rollupOptions: { input: resolve('src/renderer/index.html') },
    },
  },
})
