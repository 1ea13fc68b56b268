/**
 * Where the built program finds its own files. Only the entries of out/main import this: it counts from their place.
 */
import { resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..', '..')

export const programFolders = {
  /** The folder that holds package.json. */
  root,
  page: resolve(root, 'out', 'renderer'),
  preload: resolve(root, 'out', 'preload', 'index.cjs'),
  samples: resolve(root, 'resources', 'samples'),
} as const
