import { defineConfig } from 'vitest/config'
import { kernelPlugin } from './scripts/compile-kernels.mjs'

export default defineConfig({
  plugins: [kernelPlugin()],
  test: {
    include: [
      'tests/unit/**/*.test.ts',
      'tests/contract/**/*.test.ts',
      'tests/architecture/**/*.test.ts',
      'tests/parity/**/*.test.ts',
    ],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
