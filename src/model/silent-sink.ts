import type { EventSink } from './event-sink'

/** Wants nothing: for a reading whose outcome alone matters. */
export class SilentSink implements EventSink {
  begin(): void {}
  sync(): void {}
  goroutineTransition(): void {}
  processorTransition(): void {}
  rangeBegin(): void {}
  rangeActive(): void {}
  rangeEnd(): void {}
  metric(): void {}
  label(): void {}
  taskBegin(): void {}
  taskEnd(): void {}
  regionBegin(): void {}
  regionEnd(): void {}
  log(): void {}
  cpuSample(): void {}
  experimental(): void {}
}
