import type { EventSink } from './event-sink'

/** Counts events, and nothing else: whether a file is whole needs no figures. */
export class EventCounter implements EventSink {
  eventCount = 0
  syncCount = 0

  begin(): void {}
  sync(): void {
    this.eventCount++
    this.syncCount++
  }
  goroutineTransition(): void {
    this.eventCount++
  }
  processorTransition(): void {
    this.eventCount++
  }
  rangeBegin(): void {
    this.eventCount++
  }
  rangeActive(): void {
    this.eventCount++
  }
  rangeEnd(): void {
    this.eventCount++
  }
  metric(): void {
    this.eventCount++
  }
  label(): void {
    this.eventCount++
  }
  taskBegin(): void {
    this.eventCount++
  }
  taskEnd(): void {
    this.eventCount++
  }
  regionBegin(): void {
    this.eventCount++
  }
  regionEnd(): void {
    this.eventCount++
  }
  log(): void {
    this.eventCount++
  }
  cpuSample(): void {
    this.eventCount++
  }
  experimental(): void {
    this.eventCount++
  }
}
