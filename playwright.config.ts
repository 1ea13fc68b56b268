import { defineConfig } from '@playwright/test'

// Specs run in both hosts, except those whose name says which one they are about.
export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: '.cache/test-results',
  fullyParallel: false,
  // Software GL: two windows at once would only slow each other down.
  workers: 1,
  // A shared machine under load may miss a time limit once; a second miss is a failure.
  retries: process.env['CI'] === 'true' ? 1 : 0,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  forbidOnly: process.env['CI'] === 'true',
  reporter: [['line'], ['json', { outputFile: '.cache/end-to-end.json' }]],
  projects: [
    { name: 'chromium', testIgnore: /\/electron[^/]*\.spec\.ts$/ },
    { name: 'electron', testIgnore: /(\/browser|loopback)[^/]*\.spec\.ts$/ },
  ],
})
