/** Files that only pretend: bounded time and memory, and an answer in words. */
import { expect, test } from 'vitest'
import { sourceOfBytes } from '../../../../src/base/byte-source'
import { readTrace } from '../../../../src/formats/go-trace/read-trace'
import { TraceWriter } from './trace-writer'

const header = [...'go 1.26 trace'].map((letter) => letter.charCodeAt(0))
const headerBytes = [...header, 0, 0, 0]

function repeated(unit: readonly number[], times: number): Uint8Array {
  const bytes = new Uint8Array(16 + unit.length * times)
  bytes.set(headerBytes)
  for (let i = 0; i < times; i++) bytes.set(unit, 16 + i * unit.length)
  return bytes
}

async function expectQuick(bytes: Uint8Array): Promise<void> {
  // Time of the processor, not of the clock: other tests run beside this one.
  const began = process.cpuUsage()
  const memoryBefore = process.memoryUsage().arrayBuffers
  const read = await readTrace(sourceOfBytes(bytes))
  expect(process.cpuUsage(began).user / 1000).toBeLessThan(10_000)
  expect(process.memoryUsage().arrayBuffers - memoryBefore).toBeLessThan(200 * bytes.length + 50_000_000)
  if (!read.ok) expect(read.error.message).toMatch(/[a-z]{4}/)
  else expect(read.value.warnings.length).toBeGreaterThan(0)
}

test('half a million batches of one byte', async () => {
  await expectQuick(repeated([1, 1, 1, 5, 1, 11], 500_000))
})

test('more batches than the budget has room to list', async () => {
  const source = sourceOfBytes(repeated([1, 1, 1, 5, 1, 11], 500_000))
  const memoryBefore = process.memoryUsage().arrayBuffers
  const read = await readTrace(source, { budgetBytes: 2_000_000 })
  expect(process.memoryUsage().arrayBuffers - memoryBefore).toBeLessThan(4_000_000)
  if (read.ok) throw new Error('it was read')
  expect(read.error).toMatchObject({ code: 'over-budget' })
  expect(read.error.message).toMatch(/^The trace has too many pieces for the memory that is free: \d/)
  expect(read.error.byteOffset).toBeGreaterThan(16)
  expect(read.error.byteOffset).toBeLessThan(source.byteLength)
})

test('more damage than the budget has room to list', async () => {
  const unit = [1, 1, 1, 5, 1, 11]
  const source = sourceOfBytes(repeated([...unit, ...unit, ...unit, 0], 100_000))
  expect(await readTrace(source, { budgetBytes: 10_000_000 })).toMatchObject({
    ok: false,
    error: { code: 'over-budget' },
  })
})

test('half a million empty batches', async () => {
  await expectQuick(repeated([1, 1, 1, 5, 0], 500_000))
})

test('half a million end marks', async () => {
  await expectQuick(repeated([52], 500_000))
})

test('a generation for every batch', async () => {
  const bytes = repeated([1, 128, 128, 1, 1, 5, 1, 11], 40_000)
  for (let i = 0; i < 40_000; i++) {
    bytes[16 + i * 8 + 1] = 128 + (i & 127)
    bytes[16 + i * 8 + 2] = 128 + ((i >> 7) & 127)
    bytes[16 + i * 8 + 3] = 1 + (i >> 14)
  }
  await expectQuick(bytes)
})

test('bytes that all look like the begin of a batch', async () => {
  await expectQuick(repeated([1], 1_000_000))
})

test('goroutine ids as far apart as they can be', async () => {
  const writer = new TraceWriter()
  const events: [string, ...number[]][] = [
    ['ProcStatus', 1, 0, 1],
    ['GoStatus', 1, 1, 1, 2],
  ]
  for (let i = 0; i < 3000; i++) events.push(['GoCreate', 1, 2 + i * 2 ** 40, 0, 0])
  writer.batch(1, 100, ...events).endGeneration(100)
  const read = await readTrace(sourceOfBytes(writer.toBytes()))
  if (!read.ok) throw new Error(read.error.message)
  expect(read.value.goroutines.count).toBe(3001)
  expect(read.value.warnings).toEqual([])
  expect(read.value.tables.goroutines.indexOf(2 + 2999 * 2 ** 40)).toBe(3000)
})

test('string and stack numbers as large as they can be', async () => {
  const writer = new TraceWriter()
  writer
    .batch(1, 100, ['ProcStatus', 1, 0, 1], ['GoStatus', 1, 1, 1, 2], ['GoBlock', 1, 2 ** 60, 2 ** 61])
    .endGeneration(100)
  const read = await readTrace(sourceOfBytes(writer.toBytes()))
  if (!read.ok) throw new Error(read.error.message)
  expect(read.value.warnings.map((warning) => warning.code).sort()).toEqual([
    'missing-stacks',
    'missing-strings',
  ])
})
