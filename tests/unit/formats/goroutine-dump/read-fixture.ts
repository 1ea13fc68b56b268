import { readFileSync } from 'node:fs'
import { sourceOfBytes } from '../../../../src/base/byte-source'
import { neverCancelled } from '../../../../src/base/cancellation'
import { readGoroutineText } from '../../../../src/formats/goroutine-dump/read-goroutine-text'
import type { GoroutineText } from '../../../../src/model/goroutine-dump'

export const fixtureFolder = new URL('../../../fixtures/', import.meta.url)

const options = {
  cancellation: neverCancelled,
  onProgress: () => undefined,
  budgetBytes: 2 ** 33,
}

export function readBytes(bytes: Uint8Array): ReturnType<typeof readGoroutineText> {
  return readGoroutineText(sourceOfBytes(bytes), options)
}

/** Reads text that must be readable. */
export function readText(text: string | Uint8Array): GoroutineText {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text
  const result = readBytes(bytes)
  if (!result.ok) throw new Error(result.error.message)
  return result.value
}

export function fixtureBytes(path: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(path, fixtureFolder)))
}

export function fixtureText(path: string): string {
  return readFileSync(new URL(path, fixtureFolder), 'utf8')
}

export function readFixture(path: string): GoroutineText {
  return readText(fixtureBytes(path))
}
