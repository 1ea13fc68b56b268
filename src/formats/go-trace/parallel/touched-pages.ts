/**
 * Touching pages (touch-task.ts) with all threads of a pool, until they are wanted for something else.
 */
import { Claims } from '../../../base/claims'
import type { TaskPool } from '../tasks'
import type { TouchTask } from './touch-task'
import { stretchBytes } from './touch-task'

/** Pages being touched by the threads of a pool. */
export class TouchedPages {
  private readonly tasks: { readonly slot: number; readonly ended: Promise<void> }[] = []
  private readonly claims: Claims

  /** Begins with all threads of a pool. */
  constructor(pool: TaskPool, pages: Omit<TouchTask, 'kind' | 'claims' | 'slot'>) {
    const buffer = Claims.buffer(pool.size)
    this.claims = new Claims(buffer, Math.ceil(pages.bytes / stretchBytes))
    for (let slot = 0; slot < pool.size; slot++) {
      const ended = pool.run({ ...pages, kind: 'touch', claims: buffer, slot }).then(
        () => undefined,
        // Nobody counts on it.
        () => undefined,
      )
      this.tasks.push({ slot, ended })
    }
  }

  /** Settles when the threads are there for something else. Those that are busy with another file are not waited for. */
  async stop(): Promise<void> {
    this.claims.stop()
    await Promise.all(this.tasks.filter(({ slot }) => this.claims.hasBegun(slot)).map(({ ended }) => ended))
  }
}
