/**
 * Work on generations that any thread can do that can open the file: a task carries offsets, never bytes.
 */
import { assertUnreachable } from '../../base/assert'
import type { ByteSource } from '../../base/byte-source'
import { SourceReadError } from '../../base/byte-source'
import type { Cancellation } from '../../base/cancellation'
import type { CountResult, CountTask } from './parallel/count-task'
import { runCountTask } from './parallel/count-task'
import type { OrderResult, OrderTask } from './parallel/order-task'
import { runOrderTask } from './parallel/order-task'
import type { TouchResult, TouchTask } from './parallel/touch-task'
import { runTouchTask } from './parallel/touch-task'

export type ReadTask = CountTask | OrderTask | TouchTask
export type ReadTaskResult = CountResult | OrderResult | TouchResult
/** The result of a task: the one of the same kind. */
export type ResultOf<Task extends { readonly kind: string }, Results> = Extract<
  Results,
  { readonly kind: Task['kind'] }
>

/** The part of the engine's pool that is needed here. */
export interface TaskPool {
  readonly size: number
  /** Settles when the threads are there, or will not come. Asks for them. */
  ready(): Promise<void>
  run<Task extends ReadTask>(task: Task): Promise<ResultOf<Task, ReadTaskResult>>
}

/** Does a task over its own source of the same file. @throws SourceReadError, CancelledError */
export function runReadTask(source: ByteSource, task: ReadTask, cancellation: Cancellation): ReadTaskResult {
  if (source.byteLength !== task.sourceBytes)
    throw new SourceReadError('the file has another length than when it was indexed', source.byteLength)
  switch (task.kind) {
    case 'count':
      return runCountTask(source, task, cancellation)
    case 'order':
      return runOrderTask(source, task, cancellation)
    case 'touch':
      return runTouchTask(task)
    default:
      return assertUnreachable(task)
  }
}
