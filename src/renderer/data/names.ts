/** How objects are called on screen; one place, so that the same goroutine reads the same everywhere. */
import { shortFunctionName as withoutPath } from '../../base/function-names'
import type { FrameDto, GoroutineRefDto } from '../../contract/place-dto'
import type { SourceDto } from '../../contract/sources'

/** `g18 main.worker`. */
export function goroutineName(goroutine: GoroutineRefDto): string {
  return `g${goroutine.id} ${shortFunctionName(goroutine.functionName)}`
}

/** The package's last path element and the function: `http.(*conn).serve` for `net/http.(*conn).serve`. */
export function shortFunctionName(functionName: string): string {
  return functionName === '' ? '(start function unknown)' : withoutPath(functionName)
}

/** Whether a frame belongs to Go's runtime or to what stands between it and the user's code. */
export function isRuntimeFrame(frame: { readonly functionName: string }): boolean {
  return /^(runtime|internal\/(runtime|poll|syscall|abi)|syscall|sync|internal\/sync)(\.|\/)/.test(
    frame.functionName,
  )
}

export const runtimeFramesText = (count: number): string =>
  count === 1 ? '1 runtime frame' : `${count} runtime frames`

/** `worker.go:42`. */
export function placeName(frame: FrameDto): string {
  return `${frame.file.slice(frame.file.lastIndexOf('/') + 1)}:${frame.line}`
}

/** A file among others of its kind: its folder is named where the name does not tell two apart. */
export function nameAmong(files: readonly SourceDto[], { name, place }: SourceDto): string {
  const isAmbiguous = files.filter((other) => other.name === name).length > 1
  return isAmbiguous && place !== '' ? `${name} (${place})` : name
}
