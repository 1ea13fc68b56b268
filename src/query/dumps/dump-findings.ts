/**
 * What is odd in a dump, in sentences, worst first. Each survives a stranger's question "how do you know?": its
 * formula says from what it was read, and `likely` marks what is inferred.
 */
import type { DumpFindingDto } from '../../contract/dump-dto'
import type { DumpIndex } from './dump-index'
import { explainCrash } from './explain-crash'
import { receiverTypeOf } from './function-names'
import type { GoroutineGroup } from './group-goroutines'
import { goroutineCountOf } from './group-goroutines'
import { mayLockTwice } from './holders'
import { stateClassOf } from './normalise-state'
import type { StackView } from './stack-view'
import { findRaces } from './race-query'
import { formatAddress } from './wait-addresses'

const maximumFindings = 10
const maximumLocksTold = 3
/** A group is called a crowd from so many goroutines on. */
const crowd = 10

const severityOrder = { high: 0, medium: 1, low: 2 } as const

export function findInDumps(index: DumpIndex): DumpFindingDto[] {
  const { text } = index
  const findings: DumpFindingDto[] = []
  text.dumps.forEach((dump, dumpNumber) => {
    dump.crashes.slice(0, 3).forEach((crash) => {
      const { headline, sentences } = explainCrash(crash, dump, index.views)
      const id = crash.row === undefined ? NaN : dump.rows.id[crash.row]
      findings.push({
        code: `crash-${crash.kind}`,
        severity: crash.servedAddress === undefined ? 'high' : 'medium',
        text: [endWithDot(headline), ...sentences].join(' '),
        certainty: 'proved',
        formula:
          'The lines that Go prints above the goroutines, and the stack of the goroutine printed first.',
        figures: {},
        at: { ...noTime, dump: dumpNumber, ...(Number.isNaN(id) ? {} : { goroutine: id }) },
      })
    })
    findings.push(...lockFindings(index, dumpNumber))
  })
  const last = text.dumps.length - 1
  if (last >= 0) findings.push(...groupFindings(index, last))
  findings.push(...raceFindings(index))
  return findings
    .map((finding, order) => ({ finding, order }))
    .sort(
      (a, b) => severityOrder[a.finding.severity] - severityOrder[b.finding.severity] || a.order - b.order,
    )
    .slice(0, maximumFindings)
    .map(({ finding }) => finding)
}

const noTime = { fromNs: 0, toNs: 0 } as const

function endWithDot(sentence: string): string {
  return /[.!?…]$/.test(sentence) ? sentence : `${sentence}.`
}

function placeOf(stack: StackView): string {
  const frame = stack.frames[stack.tellingFrame]
  if (frame === undefined) return 'an unknown place'
  return frame.file === '' ? frame.functionName : `${frame.functionName} (${frame.file}:${frame.line})`
}

function lockFindings(index: DumpIndex, dumpNumber: number): DumpFindingDto[] {
  const findings: DumpFindingDto[] = []
  const locks = index.locks(dumpNumber)
  const name = (row: number): string => index.nameOfRow(dumpNumber, row)
  const inDump = index.text.dumps.length > 1 ? ` in dump ${dumpNumber + 1}` : ''
  for (const cycle of locks.cycles.slice(0, maximumLocksTold)) {
    const steps = cycle.rows.map((row, i) => {
      const address = formatAddress(cycle.addresses[(i + 1) % cycle.addresses.length])
      return `${name(row)} waits for ${address}`
    })
    findings.push({
      code: 'likely-lock-cycle',
      severity: 'high',
      text: `Likely a lock cycle${inDump}: ${steps.join(', ')}; and each stands in a method of the object whose lock the one before it waits for.`,
      certainty: 'likely',
      formula:
        'Waiters are joined by the exact address in lockSlow; a goroutine counts as a possible holder when it stands in a method of an object that encloses the lock, and others wait for it in a method of that type. A dump does not print who holds a lock.',
      figures: { goroutines: cycle.rows.length },
      at: { ...noTime, dump: dumpNumber, goroutine: index.text.dumps[dumpNumber].rows.id[cycle.rows[0]] },
    })
  }
  // Many that receive from one channel are usual (a pool of workers): only a crowd is worth a sentence.
  const shared = locks.waits.filter(
    ({ waiters, kind }) => kind !== 'semaphore' && waiters.length >= (kind === 'channel' ? crowd : 2),
  )
  for (const wait of shared.slice(0, maximumLocksTold)) {
    const what = wait.kind === 'channel' ? 'channel' : wait.kind
    const best = wait.candidates[0]
    const holder =
      best === undefined
        ? ''
        : ` Likely worth a look: ${name(best.row)}, which ${best.reason}. Who holds it is not printed.`
    findings.push({
      code: best === undefined ? 'shared-wait' : 'shared-wait-with-candidate',
      severity: wait.kind === 'channel' ? 'low' : wait.waiters.length >= crowd ? 'high' : 'medium',
      text: `${wait.waiters.length} goroutines${inDump} wait for the same ${what} at ${formatAddress(wait.address)}.${holder}`,
      certainty: best === undefined ? 'proved' : 'likely',
      formula:
        'Joined by the exact address printed in lockSlow, semacquire1, chanrecv or chansend; a candidate stands in a method of an object that encloses that address.',
      figures: { goroutines: wait.waiters.length, address: formatAddress(wait.address) },
      at: {
        ...noTime,
        dump: dumpNumber,
        goroutine: index.text.dumps[dumpNumber].rows.id[best?.row ?? wait.waiters[0]],
      },
    })
  }
  findings.push(...lockedTwice(index, dumpNumber))
  return findings
}

/** Only when the runtime itself says that nothing can run: else a method that calls another is no sign of anything. */
function lockedTwice(index: DumpIndex, dumpNumber: number): DumpFindingDto[] {
  const dump = index.text.dumps[dumpNumber]
  const isDeadlock = dump.crashes.some((crash) => /goroutines are asleep/.test(crash.chain[0]?.text ?? ''))
  if (!isDeadlock) return []
  for (let row = 0; row < dump.rows.count; row++) {
    const outer = mayLockTwice(index.views.stack(dump.rows.stack[row]))
    if (outer === undefined) continue
    return [
      {
        code: 'likely-locked-twice',
        severity: 'high',
        text: `Likely ${index.nameOfRow(dumpNumber, row)} waits for a lock that it holds itself: it came through ${outer}, and a second method of ${receiverTypeOf(outer)} further in waits for a lock within that object, while nothing else can run.`,
        certainty: 'likely',
        formula:
          'The runtime reports that all goroutines are asleep; two methods of one receiver enclose the address in lockSlow. A dump does not print who holds a lock.',
        figures: {},
        at: { ...noTime, dump: dumpNumber, goroutine: dump.rows.id[row] },
      },
    ]
  }
  return []
}

function groupFindings(index: DumpIndex, dumpNumber: number): DumpFindingDto[] {
  const findings: DumpFindingDto[] = []
  const total = goroutineCountOf(index.text.dumps[dumpNumber])
  const groups = index.groups([dumpNumber], 'same-place')
  const at = { ...noTime, dump: dumpNumber }
  const leaked = groups.filter((group) => group.leaked > 0)
  const leakedCount = leaked.reduce((sum, group) => sum + group.leaked, 0)
  if (leakedCount > 0) {
    findings.push({
      code: 'leaked',
      severity: 'high',
      text: `${leakedCount} goroutines are leaked: the garbage collector found that nothing can wake them. Most of them (${leaked[0].leaked}) wait in ${placeOf(leaked[0].stack)}.`,
      certainty: 'proved',
      formula:
        'The mark (leaked) that the goroutineleak profile prints. A leak that is still reachable is not found by it.',
      figures: { leaked: leakedCount },
      at: { ...at, group: leaked[0].key },
    })
  }
  for (const { count, groups: alike } of crowds(groups)) {
    const [group] = alike
    const ways = alike.length === 1 ? '' : `, come there in ${alike.length} ways`
    findings.push({
      code: 'crowd',
      severity: count >= 100 ? 'high' : 'medium',
      text: `${count} of ${total} goroutines stand in ${placeOf(group.stack)}${ways}${group.state === '' ? '' : `, in state ${group.state}`}${aboutMinutes(alike)}.`,
      certainty: 'proved',
      formula:
        'Goroutines in the same state whose first frame of the program is the same line; ways are different stacks or creators.',
      figures: { goroutines: count, ofAll: total, groups: alike.length },
      at: { ...at, group: group.key },
    })
  }
  const forever = groups.filter(
    (group) =>
      stateClassOf(group.state) === 'forever' && group.idleReason === undefined && group.leaked === 0,
  )
  for (const group of forever.filter(({ state }) => state.endsWith('(nil chan)')).slice(0, 2)) {
    findings.push({
      code: 'nil-channel',
      severity: 'medium',
      text: `${group.count} ${group.count === 1 ? 'goroutine waits' : 'goroutines wait'} on a nil channel in ${placeOf(group.stack)}: nothing can end that.`,
      certainty: 'proved',
      formula: 'The state that Go prints. Operations on a nil channel block forever, by the language.',
      figures: { goroutines: group.count },
      at: { ...at, group: group.key },
    })
  }
  return findings
}

interface Crowd {
  readonly count: number
  readonly groups: readonly GoroutineGroup[]
}

/** The largest crowds, groups at the same line put together. */
function crowds(groups: readonly GoroutineGroup[]): Crowd[] {
  const byPlace = new Map<string, GoroutineGroup[]>()
  for (const group of groups) {
    if (group.idleReason !== undefined || group.leaked > 0 || stateClassOf(group.state) === 'running')
      continue
    const key = `${group.state} ${placeOf(group.stack)}`
    const list = byPlace.get(key)
    if (list === undefined) byPlace.set(key, [group])
    else list.push(group)
  }
  return [...byPlace.values()]
    .map((list) => ({ count: list.reduce((sum, group) => sum + group.count, 0), groups: list }))
    .filter(({ count }) => count >= crowd)
    .sort((a, b) => b.count - a.count)
    .slice(0, 3)
}

function aboutMinutes(groups: readonly GoroutineGroup[]): string {
  const known = groups.filter(({ minutes }) => minutes.length > 0)
  if (known.length === 0) return ''
  const low = Math.min(...known.map(({ minutes }) => minutes[0]))
  const high = Math.max(...known.map(({ minutes }) => minutes[minutes.length - 1]))
  return low === high ? `, for about ${low} min` : `, for about ${low} to ${high} min`
}

function raceFindings(index: DumpIndex): DumpFindingDto[] {
  return findRaces(index.text)
    .races.slice(0, 5)
    .map((race) => ({
      code: 'data-race',
      severity: 'high',
      text: race.count > 1 ? `${race.text} Reported ${race.count} times.` : race.text,
      certainty: 'proved',
      formula: 'A report of the race detector; reports of the same pair of places are counted as one.',
      figures: { reports: race.count },
      at: { ...noTime, race: race.index },
    }))
}
