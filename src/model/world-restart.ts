import type { TraceTables } from './tables'

/**
 * Whether a stack passes through restarting the world. Restarting polls the network, so the goroutine that stopped
 * the world seems to wake whoever waited for it: it must not be credited (Go 1.26 runtime/proc.go,
 * startTheWorldWithSema).
 */
export function isWorldRestart(tables: TraceTables, stack: number): boolean {
  const { stacks, frames, strings } = tables
  for (let i = stacks.offset[stack]; i < stacks.offset[stack + 1]; i++) {
    const name = strings.get(frames.functionName[stacks.frame[i]])
    if (
      name === 'runtime.gcStart' ||
      name === 'runtime.gcMarkTermination' ||
      name.startsWith('runtime.startTheWorld')
    )
      return true
  }
  return false
}
