/**
 * Who may import whom, as data (checked by check-imports.mjs).
 * A room is a folder of src/. It may import itself and the rooms and packages listed here, nothing else.
 */
export const rooms = {
  base: { rooms: [], packages: [] },
  model: { rooms: ['base'], packages: [] },
  formats: { rooms: ['base', 'model'], packages: ['pprof-format', 'fflate', 'fzstd', 'kernel:*'] },
  filter: { rooms: ['base'], packages: [] },
  notes: { rooms: ['base'], packages: ['valibot'] },
  picture: { rooms: ['base', 'model', 'contract', 'notes'], packages: [] },
  query: { rooms: ['base', 'model', 'filter', 'contract'], packages: ['pprof-format', 'kernel:*'] },
  contract: { rooms: ['base', 'notes'], packages: ['valibot'] },
  engine: { rooms: ['base', 'model', 'formats', 'query', 'filter', 'picture', 'contract'], packages: [] },
  host: { rooms: ['base', 'contract', 'engine', 'notes'], packages: ['comlink', 'node:*'] },
  main: { rooms: ['base', 'contract', 'host'], packages: ['electron', 'node:*'] },
  preload: { rooms: ['contract'], packages: ['electron'] },
  server: { rooms: ['base', 'contract', 'host'], packages: ['node:*'] },
  cli: {
    rooms: [
      'base',
      'model',
      'formats',
      'query',
      'filter',
      'notes',
      'picture',
      'contract',
      'engine',
      'host',
      'server',
    ],
    packages: ['node:*', '@napi-rs/canvas'],
  },
  renderer: {
    rooms: ['base', 'contract', 'filter', 'notes', 'picture'],
    packages: [
      'react',
      'react-dom',
      'pixi.js',
      'zustand',
      'radix-ui',
      'cmdk',
      '@tanstack/react-virtual',
      'lucide-react',
      '@fontsource-variable/inter',
    ],
  },
}

/** Inside src/renderer: the sub-rooms and what each may import. Features never import each other. */
export const rendererRooms = {
  app: ['commands', 'connection', 'data', 'features', 'gpu', 'state', 'widgets'],
  commands: ['connection', 'data', 'state'],
  connection: [],
  data: ['connection', 'state'],
  features: ['commands', 'connection', 'data', 'gpu', 'state', 'widgets'],
  gpu: [],
  state: ['connection'],
  // The frame of a table hands its rows to the clipboard or to a file.
  widgets: ['data'],
}

/** Type-only imports that may cross a border, with the reason. */
export const exceptions = []
