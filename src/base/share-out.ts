/** One kind of task in this thread and in those of a pool at once, over the same claims. */
import { CancelledError } from './cancellation'
import type { Claims } from './claims'

/** Threads that can be handed tasks of a kind. */
export interface TaskThreads<Task, Found> {
  /** Settles when the threads are there, or will not come. Asks for them. */
  ready(): Promise<void>
  run(task: Task): Promise<Found>
}

/**
 * The results of all threads that took part; those that failed leave none, and what they had claimed is missing.
 * No thread works on any of it any more when this returns.
 * @param threads how many, this one (slot 0) with them.
 * @throws CancelledError, and what `runHere` throws
 */
export async function shareOut<Task, Found>(
  pool: TaskThreads<Task, Found> | undefined,
  threads: number,
  claims: Claims,
  taskOf: (slot: number) => Task,
  runHere: (task: Task) => Found,
): Promise<readonly Found[]> {
  const results: Found[] = []
  let isCancelled = false
  const others: Promise<void>[] = []
  if (pool !== undefined && threads > 1) {
    for (let slot = 1; slot < threads; slot++) {
      const other = pool.run(taskOf(slot)).then(
        (result) => void results.push(result),
        (error: unknown) => {
          if (error instanceof CancelledError) isCancelled = true
        },
      )
      others.push(other)
    }
    await pool.ready()
  }
  try {
    claims.begin(0)
    results.push(runHere(taskOf(0)))
  } catch (error) {
    claims.stop()
    throw error
  }
  // A thread that is busy with another file has nothing left to take when it comes to this.
  await Promise.all(others.filter((_, index) => claims.hasBegun(index + 1)))
  if (isCancelled) throw new CancelledError()
  return results
}
