/** The analyses by name, in groups as they stand in the list. */
import type { AnalysisKind } from '../../../contract/goroutine-dto'

/** What can be shown: a table, or the snapshot of an instant. */
export type Page = AnalysisKind | 'snapshot'

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
      { page: 'syscalls', label: 'Lost Ps', title: 'System calls that cost their P' },
      { page: 'profile-syscall', label: 'Syscall profile', title: 'Time in system calls' },
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
