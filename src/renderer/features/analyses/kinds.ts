/** The analyses by name, in groups as they stand in the list. */
import type { AnalysisKind } from '../../../contract/analysis-dto'

/** Lists of single tasks, regions and waits are reached from the tables of their names. */
export type ListKind = 'region-list' | 'task-list' | 'latency-list'

/** What stands in the list of pages: a table, or the snapshot of an instant. */
export type Page = Exclude<AnalysisKind, ListKind> | 'snapshot'

export interface PageName {
  readonly page: Page
  readonly label: string
  /** Heading of the page. */
  readonly title: string
}

export const pageGroups: readonly { readonly title: string; readonly pages: readonly PageName[] }[] = [
  {
    title: 'Instant',
    pages: [{ page: 'snapshot', label: 'Snapshot', title: 'All goroutines at one instant' }],
  },
  {
    title: 'Waiting',
    pages: [
      { page: 'waits', label: 'Waiting places', title: 'Where goroutines waited' },
      { page: 'locks', label: 'Lock hand-offs', title: 'Who waited for a lock, and who released it' },
      { page: 'profile-sync', label: 'Sync profile', title: 'Blocked on channels, select and locks' },
      { page: 'profile-net', label: 'Network profile', title: 'Blocked on the network' },
    ],
  },
  {
    title: 'Scheduling',
    pages: [
      { page: 'latency', label: 'Latency', title: 'Scheduling latency by start function' },
      { page: 'profile-sched', label: 'Scheduler profile', title: 'Waiting for a P, by cause' },
      { page: 'queue', label: 'Run queue', title: 'Runnable goroutines over time' },
      { page: 'preemptions', label: 'Preemptions', title: 'Where goroutines were preempted or gave way' },
      { page: 'syscalls', label: 'Lost Ps', title: 'System calls that cost their P' },
      { page: 'profile-syscall', label: 'Syscall profile', title: 'Time in system calls' },
      { page: 'cgo', label: 'Calls into C', title: 'Calls into C' },
      { page: 'threads', label: 'Threads', title: 'Threads of the operating system' },
    ],
  },
  {
    title: 'Collector and stops',
    pages: [
      { page: 'stops', label: 'Stop the world', title: 'Stop-the-world pauses' },
      { page: 'gc', label: 'GC cycles', title: 'GC cycles' },
      { page: 'mmu', label: 'Utilisation', title: 'Minimum mutator utilisation' },
    ],
  },
  {
    title: 'Of the program',
    // The Shape feature brings one more.
    pages: [
      { page: 'regions', label: 'Regions', title: 'User regions' },
      { page: 'tasks', label: 'Tasks', title: 'User tasks' },
    ],
  },
]

export const pageNames: readonly PageName[] = pageGroups.flatMap((group) => group.pages)

/**
 * A page behind a row: `task-list:order`, `region-list:fetch`, `latency-list:main.work`, `task:7`; of a list the filter to
 * begin with may follow in a line of its own. Names may hold colons.
 */
export type InnerPage =
  | { readonly kind: ListKind; readonly name: string; readonly filter?: string }
  | { readonly kind: 'task'; readonly task: number }

export function parseInnerPage(page: string): InnerPage | undefined {
  const colon = page.indexOf(':')
  const rest = page.slice(colon + 1)
  switch (page.slice(0, Math.max(0, colon))) {
    case 'task-list':
      return { kind: 'task-list', ...nameAndFilter(rest) }
    case 'region-list':
      return { kind: 'region-list', ...nameAndFilter(rest) }
    case 'latency-list':
      return { kind: 'latency-list', ...nameAndFilter(rest) }
    case 'task':
      return /^\d+$/.test(rest) ? { kind: 'task', task: Number(rest) } : undefined
    default:
      return undefined
  }
}

export const printInnerPage = (page: InnerPage): string =>
  page.kind === 'task'
    ? `task:${page.task}`
    : `${page.kind}:${page.name}${page.filter === undefined ? '' : `\n${page.filter}`}`

/** A filter is one line. */
function nameAndFilter(text: string): { readonly name: string; readonly filter?: string } {
  const line = text.lastIndexOf('\n')
  return line < 0 ? { name: text } : { name: text.slice(0, line), filter: text.slice(line + 1) }
}

/** The page of the list that an inner one belongs to. */
export function outerPage({ kind }: InnerPage): Page {
  if (kind === 'latency-list') return 'latency'
  return kind === 'region-list' ? 'regions' : 'tasks'
}

const listWords: Readonly<Record<ListKind, { readonly title: string; readonly back: string }>> = {
  'task-list': { title: 'Tasks', back: 'All tasks by name' },
  'region-list': { title: 'Regions', back: 'All regions by name' },
  'latency-list': { title: 'Waits for a P', back: 'All start functions' },
}

export const isListKind = (kind: AnalysisKind): kind is ListKind => kind in listWords

export const listTitle = (kind: ListKind, name: string): string =>
  `${listWords[kind].title}: ${name === '' ? '(no name)' : name}`

/** On the link to the table that a list was reached from. */
export const backWords = (kind: ListKind): string => listWords[kind].back
