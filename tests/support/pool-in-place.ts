import type { ByteSource } from '../../src/base/byte-source'
import { neverCancelled } from '../../src/base/cancellation'
import type { ReadTask, ReadTaskResult, ResultOf, TaskPool } from '../../src/formats/go-trace/tasks'
import { runReadTask } from '../../src/formats/go-trace/tasks'

/** A pool in this thread; tasks and results are cloned as on their way between threads. */
export function poolOver(source: ByteSource, size = 1): TaskPool {
  return {
    size,
    ready: () => Promise.resolve(),
    run: async <Task extends ReadTask>(task: Task) => {
      const result = await Promise.resolve(runReadTask(source, structuredClone(task), neverCancelled))
      return structuredClone(result) as ResultOf<Task, ReadTaskResult>
    },
  }
}
