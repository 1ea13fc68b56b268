/**
 * Where the engine sends work that other threads may share. The engine does not know threads: the host passes a pool
 * of workers, tests and the command line pass nothing and everything runs in place.
 */
import type { ByteSource } from '../base/byte-source'
import type { Cancellation } from '../base/cancellation'
import type { ReadTask, ReadTaskResult, ResultOf } from '../formats/go-trace/tasks'
import { runReadTask } from '../formats/go-trace/tasks'
import { runWalkTask } from '../query/kernel/walk-task'
import type { WalkResult, WalkTask } from '../query/kernel/walk-task'

export type { ResultOf }

/**
 * Everything a thread of the pool can do, told apart by `kind`: a new kind joins these two unions and gets its case in
 * `runParseTask`. Tasks and results are cloned on their way; columns of a trace's memory are not, when the task carries
 * the memory itself (Trace.memory) and addresses in it.
 */
export type ParseTask = ReadTask | WalkTask
export type ParseTaskResult = ReadTaskResult | WalkResult

export interface ParsePool {
  /** How many tasks may run at once. */
  readonly size: number
  /** Settles when the threads are there, or will not come. Asks for them. */
  ready(): Promise<void>
  /** Structured-cloneable in, structured-cloneable out. Rejects when a worker dies or the work is cancelled. */
  run<Task extends ParseTask>(task: Task): Promise<ResultOf<Task, ParseTaskResult>>
}

/**
 * Does a task in the calling thread, over its own source of the session's file.
 * @throws SourceReadError, CancelledError
 */
export function runParseTask(
  source: ByteSource,
  task: ParseTask,
  cancellation: Cancellation,
): ParseTaskResult {
  return task.kind === 'walk' ? runWalkTask(task, cancellation) : runReadTask(source, task, cancellation)
}
