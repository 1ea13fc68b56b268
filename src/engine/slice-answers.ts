/** The methods of slice-api.ts: they read the file again, whose bytes a slice is made of. */
import type { ByteSource } from '../base/byte-source'
import { formatBytes } from '../base/format-units'
import { fail, succeed } from '../base/result'
import type { Result } from '../base/result'
import type { MethodName, Params } from '../contract/api'
import type { ApiError } from '../contract/errors'
import { savedLimitBytes } from '../contract/platform'
import type { SlicePlanDto } from '../contract/slice-api'
import { copySlice, planSlice } from '../formats/go-trace/slice-trace'
import type { SlicePlan } from '../formats/go-trace/slice-trace'
import type { Trace } from '../model/trace'

/**
 * Undefined for methods that are not among them. `params` has been checked against the schema of the method.
 * @throws SourceReadError
 */
export function answerSlice(
  source: ByteSource,
  trace: Trace,
  method: MethodName,
  params: unknown,
): Result<unknown, ApiError> | undefined {
  if (method !== 'trace/slice-plan' && method !== 'trace/slice') return undefined
  const { fromNs, toNs } = params as Params<typeof method>
  const plan = planSlice(trace, Math.min(fromNs, toNs), Math.max(fromNs, toNs))
  if (!plan.ok) return fail({ code: 'not-found', message: plan.error })
  const head = dtoOf(plan.value)
  if (method === 'trace/slice-plan') return succeed(head)
  if (plan.value.byteLength > savedLimitBytes)
    return fail({
      code: 'over-budget',
      message: `a slice of ${formatBytes(plan.value.byteLength)} is more than the window saves (${formatBytes(savedLimitBytes)}); marey slice writes it`,
    })
  const bytes = new Uint8Array(plan.value.byteLength)
  let at = 0
  copySlice(source, plan.value, (piece) => {
    bytes.set(piece, at)
    at += piece.length
  })
  return succeed({ head, columns: { bytes } })
}

function dtoOf(plan: SlicePlan): SlicePlanDto {
  const { fromNs, toNs, generations, generationTotal, byteLength, isDamaged } = plan
  return { fromNs, toNs, generations, generationTotal, byteLength, isDamaged }
}
