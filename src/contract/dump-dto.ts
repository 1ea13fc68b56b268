/**
 * Answers about goroutine dumps, crashes and race reports. Texts are as printed by Go; what is inferred says so.
 */
import type { DumpTime } from './dump-times'
import type { SentenceDto } from './sentence-dto'
import type { FrameDto } from './place-dto'

/** How much two stacks must have in common to be one group. */
export const similarityLevels = ['same-arguments', 'same-values', 'same-place'] as const
/**
 * `same-arguments`: every argument equal as printed. `same-values`: numbers equal, pointers may differ.
 * `same-place`: same functions at the same lines.
 */
export type Similarity = (typeof similarityLevels)[number]

/** What the form of the text can say; views state what is missing. */
export interface DumpAbilitiesDto {
  readonly hasIds: boolean
  readonly hasStates: boolean
  readonly hasCreators: boolean
  /** Whether any wait is printed. Absent waits are unknown, not short. */
  readonly hasWaits: boolean
  /** In words, where something is missing: "Counts only: no ids, states, waits or creators." */
  readonly note: string
}

/** One dump of a text. */
export interface DumpInfoDto {
  readonly index: number
  /** "Dump 2", or the source that the log names. */
  readonly name: string
  readonly source: string
  readonly goroutineCount: number
  readonly groupCount: number
  /** From a log's time stamp; a dump itself has no time. */
  readonly unixMs?: number
  readonly headlines: readonly string[]
  readonly abilities: DumpAbilitiesDto
}

export interface UnreadTextDto {
  /** In the file as it was given. */
  readonly byteOffset: number
  /** In the unwrapped text: what `dump/raw` takes. */
  readonly offset: number
  readonly byteLength: number
  readonly lineCount: number
  readonly isInsideStack: boolean
  /** The beginning of it. */
  readonly excerpt: string
}

export interface DumpOverviewDto {
  readonly kind: 'goroutine-dump' | 'crash' | 'race'
  readonly dumps: readonly DumpInfoDto[]
  readonly crashes: readonly CrashDto[]
  readonly raceCount: number
  readonly findings: readonly DumpFindingDto[]
  readonly states: readonly { readonly state: string; readonly count: number }[]
  readonly unread: readonly UnreadTextDto[]
  readonly unreadLineCount: number
  readonly wrappers: readonly string[]
  readonly textBytes: number
}

/** A sentence about a dump. Its times are 0: a dump has none. */
export type DumpFindingDto = SentenceDto<{
  readonly fromNs: number
  readonly toNs: number
  readonly dump?: number
  readonly goroutine?: number
  readonly group?: string
  readonly race?: number
}>

export interface DumpArgumentDto {
  readonly text: string
  /** Not the same in all goroutines of the group. */
  readonly isDifferent: boolean
}

export interface DumpFrameDto extends FrameDto {
  readonly arguments: readonly DumpArgumentDto[]
  readonly owner: 'runtime' | 'standard' | 'dependency' | 'user'
  /** Inlined: Go prints no arguments. */
  readonly isInlined: boolean
  /** A line that stands for frames left out, or says that the stack is unavailable. */
  readonly isNote: boolean
}

/** About how long, in minutes as printed (truths: neither exact nor a lower bound). */
export interface WaitMinutesDto {
  readonly min: number
  readonly median: number
  readonly max: number
  /** Goroutines with a printed wait; of the others it is unknown. */
  readonly knownCount: number
}

export interface GoroutineGroupDto {
  /** Names the group within its text and similarity. */
  readonly key: string
  readonly count: number
  /** Normalised over Go versions; '' where the form has none. */
  readonly state: string
  /** As printed. */
  readonly originalStates: readonly string[]
  readonly waitMinutes?: WaitMinutesDto
  readonly frames: readonly DumpFrameDto[]
  /** Index into frames: the first of the user's code; -1 for an empty stack. */
  readonly tellingFrame: number
  readonly createdBy: string
  readonly createdAt?: FrameDto
  /** The first of them; `idCount` is how many there are. */
  readonly ids: readonly number[]
  readonly idCount: number
  readonly lockedToThread: number
  readonly leaked: number
  readonly durable: number
  readonly bubbles: readonly number[]
  readonly labels: readonly { readonly text: string; readonly count: number }[]
  /** Why the group is folded away; absent when it is not idle by design. */
  readonly idleReason?: string
  /** What else is known about it: shared addresses, died here, blocked forever. */
  readonly notes: readonly string[]
  readonly hasDied: boolean
}

export interface GroupsDto {
  /** The first thousand. */
  readonly groups: readonly GoroutineGroupDto[]
  /** All that the filter lets through. */
  readonly groupCount: number
  readonly goroutineCount: number
  readonly idleCount: number
  /** Groups that the filter leaves out. */
  readonly hiddenGroupCount: number
  readonly similarity: Similarity
}

export interface GoroutineListDto {
  readonly total: number
  readonly rows: readonly GoroutineLineDto[]
}

export interface GoroutineLineDto {
  /** Row in its dump: names a goroutine also where there is no id. */
  readonly row: number
  readonly dump: number
  readonly id?: number
  readonly state: string
  readonly minutes?: number
  readonly createdById?: number
  readonly labels: string
  readonly count: number
}

/** One goroutine: its text and what was read out of it, side by side. */
export interface GoroutineDetailDto extends GoroutineLineDto {
  readonly frames: readonly DumpFrameDto[]
  readonly createdBy: string
  readonly createdAt?: FrameDto
  readonly ancestors: readonly {
    readonly id: number
    readonly frames: readonly DumpFrameDto[]
    readonly createdBy: string
  }[]
  readonly raw: string
  readonly isRawCut: boolean
  /** In the unwrapped text, for `dump/raw`. */
  readonly textOffset: number
  readonly byteOffset: number
  /** What it waits for and who might end that, in words. */
  readonly notes: readonly string[]
}

export interface RawTextDto {
  readonly text: string
  readonly offset: number
  readonly byteLength: number
  readonly totalBytes: number
}

/** The creation tree, folded by function: goroutines of one creator that started in the same function are one node. */
export interface TreeNodeDto {
  readonly key: string
  readonly depth: number
  readonly label: string
  readonly count: number
  readonly state: string
  /** Set on nodes of one goroutine. */
  readonly id?: number
  readonly hasChildren: boolean
  /** Its creator is not in the dump (it ended), or is not printed. */
  readonly note: string
}

export interface TreeDto {
  readonly nodes: readonly TreeNodeDto[]
  /** Why there is no tree, in words; '' when there is one. */
  readonly missing: string
}

/** How a group went over the dumps of a series. */
export interface TrendRowDto {
  readonly key: string
  readonly state: string
  readonly place?: FrameDto
  readonly createdBy: string
  /** One figure a dump. */
  readonly counts: readonly number[]
  readonly maxMinutes: readonly (number | null)[]
  /** `rose`: more in every dump than in the one before. */
  readonly trend: 'rose' | 'fell' | 'new' | 'gone' | 'same' | 'mixed'
  readonly growth: number
  /** Only where the times of the first and the last dump are known. */
  readonly growthPerMinute?: number
  readonly idleReason?: string
  /** Goroutines that are in every dump, by id and creator; only when the dumps are said to be of one process. */
  readonly stayedCount?: number
}

/** What a comparison needs of one dump: fetched from every file, put together by dump-trend.ts. */
export interface ComparableDumpDto {
  readonly name: string
  readonly source: string
  readonly unixMs?: number
  readonly form: 'goroutines' | 'counts' | 'bare-stacks'
  readonly goroutineCount: number
  readonly groups: readonly ComparableGroupDto[]
}

export interface ComparableGroupDto {
  readonly state: string
  /** Equal for equal stacks, whatever form and Go version printed them. */
  readonly stackKey: string
  readonly createdBy: string
  readonly place?: FrameDto
  readonly count: number
  readonly maxMinutes: number | null
  readonly idleReason?: string
  /** Goroutine ids; only when asked for. */
  readonly ids?: readonly number[]
}

export interface TrendDto {
  readonly dumps: readonly {
    readonly name: string
    readonly goroutineCount: number
    readonly time: DumpTime
    readonly source: string
  }[]
  /** From the first dump to the last, where both times are known. */
  readonly minutes?: number
  readonly rows: readonly TrendRowDto[]
  readonly isOneProcess: boolean
  /** What limits the comparison, in words: "The dumps have different forms: ...". */
  readonly notes: readonly string[]
}

export interface CrashDto {
  readonly dump: number
  readonly kind: 'panic' | 'fatal-error' | 'signal' | 'exception'
  /** What happened, in one sentence. */
  readonly headline: string
  /** What that means and where, in words. */
  readonly explanation: readonly string[]
  readonly chain: readonly {
    readonly text: string
    readonly isRecovered: boolean
    readonly isRepanicked: boolean
  }[]
  readonly signal?: {
    readonly name: string
    readonly description: string
    readonly code?: string
    readonly address?: string
    readonly pc?: string
  }
  readonly notes: readonly string[]
  readonly servedAddress?: string
  readonly runningTests: readonly string[]
  readonly registers: readonly { readonly name: string; readonly value: string }[]
  readonly exitStatus?: number
  /** The goroutine that died or panicked, where one can be named. */
  readonly goroutine?: { readonly row: number; readonly id?: number; readonly state: string }
  /** Where it happened: first frame of the user's code that the panic came out of. */
  readonly place?: FrameDto
  readonly frames: readonly DumpFrameDto[]
  readonly createdBy: string
  readonly byteOffset: number
}

export interface RaceAccessDto {
  readonly kind: string
  readonly isPrevious: boolean
  readonly address: string
  /** The detector's own number, not a goroutine id. */
  readonly goroutine?: number
  readonly isMainGoroutine: boolean
  /** 'running' or 'finished', where the report says it. */
  readonly state: string
  readonly stack: readonly FrameDto[]
  readonly isStackMissing: boolean
  /** Where its stack parts from the other access: frames [0, partsAt) are its own. */
  readonly partsAt: number
}

export interface RaceDto {
  readonly index: number
  /** How often the same pair of places was reported. */
  readonly count: number
  readonly accesses: readonly RaceAccessDto[]
  readonly created: readonly {
    readonly goroutine: number
    readonly state: string
    readonly stack: readonly FrameDto[]
    readonly isStackMissing: boolean
  }[]
  readonly text: string
  readonly byteOffset: number
  readonly isCut: boolean
  readonly raw: string
}

export interface RacesDto {
  readonly reportCount: number
  readonly races: readonly RaceDto[]
}

export type DumpExportFormat = 'text' | 'json' | 'csv' | 'markdown'

export interface DumpExportDto {
  readonly fileName: string
  readonly mediaType: string
  readonly text: string
}
