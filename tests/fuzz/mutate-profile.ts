/**
 * Turns a good profile into a bad one, field by field of its protobuf (github.com/google/pprof proto/profile.proto),
 * packed again or not.
 */
import { gunzipSync, gzipSync } from 'node:zlib'
import type { Mutant } from './mutate-bytes'
import { changeVarint, splice } from './mutate-bytes'
import type { Random } from './random'
import { readVarint, varintBytes } from './trace-parts'

interface Field {
  readonly number: number
  readonly wireType: number
  /** Of a length-delimited field what is inside, else the value's own bytes. */
  readonly body: Uint8Array
}

/** The fields of a message; what does not parse is dropped. */
export function takeFields(bytes: Uint8Array): readonly Field[] {
  const fields: Field[] = []
  let at = 0
  while (at < bytes.length) {
    const tag = readVarint(bytes, at)
    if (tag === undefined) break
    const wireType = Number(tag.value & 7n)
    const number = Number(tag.value >> 3n)
    let from = tag.next
    let to: number
    if (wireType === 2) {
      const length = readVarint(bytes, from)
      if (length === undefined) break
      from = length.next
      to = from + Number(length.value)
    } else if (wireType === 0) {
      const value = readVarint(bytes, from)
      if (value === undefined) break
      to = value.next
    } else break
    if (to > bytes.length) break
    fields.push({ number, wireType, body: bytes.slice(from, to) })
    at = to
  }
  return fields
}

export function joinFields(fields: readonly Field[], lieAt = -1, lie = 0n): Uint8Array {
  const chunks = fields.map(({ number, wireType, body }, index) => [
    ...varintBytes((BigInt(number) << 3n) | BigInt(wireType)),
    ...(wireType === 2 ? varintBytes(index === lieAt ? lie : BigInt(body.length)) : []),
    ...body,
  ])
  return Uint8Array.from(chunks.flat())
}

type FieldsMutation = (fields: readonly Field[], random: Random) => readonly Field[]

const onField = (change: (field: Field, random: Random) => readonly Field[]): FieldsMutation => {
  return (fields, random) => {
    const chosen = random.below(fields.length)
    return fields.flatMap((field, index) => (index === chosen ? change(field, random) : [field]))
  }
}

const mutations: Readonly<Record<string, FieldsMutation>> = {
  dropField: onField(() => []),
  repeatField: onField((field) => [field, field]),
  changeNumber: onField((field, random) => [{ ...field, number: 1 + random.below(16) }]),
  changeInside: onField((field, random) => [
    { ...field, body: changeVarint(field.body, random.below(field.body.length), random) },
  ]),
  changeInnerField: onField((field, random) => {
    if (field.wireType !== 2) return [{ ...field, body: changeVarint(field.body, 0, random) }]
    const inner = takeFields(field.body)
    if (inner.length === 0) return [field]
    const chosen = random.below(inner.length)
    const changed = inner.map((item, index) =>
      index === chosen ? { ...item, body: changeVarint(item.body, 0, random) } : item,
    )
    return [{ ...field, body: joinFields(changed) }]
  }),
  dropInnerField: onField((field, random) => {
    const inner = field.wireType === 2 ? takeFields(field.body) : []
    const chosen = random.below(inner.length)
    return [{ ...field, body: joinFields(inner.filter((_, index) => index !== chosen)) }]
  }),
  repeatInnerField: onField((field, random) => {
    const inner = field.wireType === 2 ? takeFields(field.body) : []
    const chosen = inner[random.below(inner.length)]
    return [{ ...field, body: joinFields(chosen === undefined ? inner : [...inner, chosen]) }]
  }),
  cutInside: onField((field, random) => [
    { ...field, body: field.body.slice(0, random.below(field.body.length)) },
  ]),
  flipInside: onField((field, random) => {
    if (field.body.length === 0) return [field]
    const at = random.below(field.body.length)
    return [{ ...field, body: splice(field.body, at, at + 1, [random.below(256)]) }]
  }),
  swapFields: (fields, random) => {
    const [a, b] = [random.below(fields.length), random.below(fields.length)]
    const copy = [...fields]
    copy[a] = fields[b] as Field
    copy[b] = fields[a] as Field
    return copy
  },
  dropMany: (fields, random) => {
    const number = random.pick(fields).number
    return fields.filter((field) => field.number !== number || random.chance(0.5))
  },
  keepOneKind: (fields, random) => {
    const number = random.pick(fields).number
    return fields.filter((field) => field.number === number || field.number === 6)
  },
}

/** One to six mutations of a profile, gzipped or not. */
export function mutateProfile(original: Uint8Array, random: Random): Mutant {
  const steps: string[] = []
  let fields = takeFields(gunzipSync(original))
  for (let count = 1 + random.below(6); count > 0; count--) {
    if (fields.length === 0) break
    const name = random.pick(Object.keys(mutations))
    fields = mutations[name]?.(fields, random) ?? fields
    steps.push(name)
  }
  let bytes: Uint8Array
  if (random.chance(0.05)) {
    steps.push('lieAboutSize')
    bytes = joinFields(fields, random.below(fields.length), BigInt(random.below(2 ** 31)))
  } else bytes = joinFields(fields)
  if (random.chance(0.7)) return { bytes, steps }
  steps.push('gzip')
  return { bytes: new Uint8Array(gzipSync(bytes, { level: 1 })), steps }
}
