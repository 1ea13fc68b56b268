/**
 * What both hosts share, put together: they add a way in (the window's scheme, or loopback HTTP) and nothing more.
 */
import { EventHub } from './event-hub'
import { createHandler } from './handler'
import type { Handler } from './handler'
import { ParseThreads } from './parse-threads'
import { RecentFiles } from './recent-files'
import { Samples } from './samples'
import { SessionStore } from './session-store'
import { SourceRegistry } from './sources'
import type { WorkerFactories } from './spawn-worker'
import { createStaticFiles } from './static-files'
import { Uploads } from './uploads'

export interface HostOptions {
  readonly workers: WorkerFactories
  /** The built page (out/renderer). */
  readonly pageFolder: string
  /** Holds samples.json and the files it names. */
  readonly samplesFolder: string
  readonly userData: string
  /** Default: limits.uploadBytes. */
  readonly uploadBytes?: number
  /** Default: as many as there are processors, at most eight. */
  readonly parseThreads?: number
}

export interface Host {
  readonly handler: Handler
  readonly sources: SourceRegistry
  readonly recents: RecentFiles
  readonly samples: Samples
  readonly hub: EventHub
  /** Ends threads and streams and removes uploads. */
  dispose(): Promise<void>
}

export function createHost(options: HostOptions): Host {
  const hub = new EventHub()
  const recents = new RecentFiles(options.userData)
  const sessions = new SessionStore(options.userData)
  void sessions.tidy(Date.now())
  const samples = new Samples(options.samplesFolder)
  const uploads = new Uploads(options.uploadBytes)
  const threads = new ParseThreads(options.workers.parse, options.parseThreads)
  const sources = new SourceRegistry({
    hub,
    recents,
    uploads,
    threads,
    spawnSession: options.workers.session,
  })
  const staticFiles = createStaticFiles(options.pageFolder)
  return {
    handler: createHandler({ sources, hub, recents, samples, sessions, uploads, staticFiles }),
    sources,
    recents,
    samples,
    hub,
    dispose: async () => {
      hub.dispose()
      await Promise.all([sources.dispose(), threads.dispose()])
      await Promise.all([uploads.dispose(), recents.leave(), sessions.settled()])
    },
  }
}
