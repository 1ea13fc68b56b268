/**
 * A list of jobs that several threads work off together: each takes the next one that nobody has taken. So no thread waits for
 * another one to hand it work, and a slow one takes less of it.
 */
const next = 0
const isStopped = 1
const doneKibibytes = 2
/** From here on, by slot: 1 once the thread has begun. */
const begun = 3

export class Claims {
  private readonly shared: Int32Array

  /** @param buffer of `Claims.buffer`, the same in all threads. */
  constructor(
    buffer: SharedArrayBuffer,
    private readonly count: number,
  ) {
    this.shared = new Int32Array(buffer)
  }

  static buffer(slots: number): SharedArrayBuffer {
    return new SharedArrayBuffer(4 * (begun + slots))
  }

  /** Says that the thread of a slot takes part, before its first claim. */
  begin(slot: number): void {
    Atomics.store(this.shared, begun + slot, 1)
  }

  hasBegun(slot: number): boolean {
    return Atomics.load(this.shared, begun + slot) !== 0
  }

  /** The next one, or -1 when there is none left or nobody wants it any more. */
  take(): number {
    if (this.isStopped) return -1
    const ordinal = Atomics.add(this.shared, next, 1)
    return ordinal < this.count ? ordinal : -1
  }

  /** The one that would be taken next, or -1; by then somebody else may have it. */
  get upcoming(): number {
    const ordinal = Atomics.load(this.shared, next)
    return this.isStopped || ordinal >= this.count ? -1 : ordinal
  }

  /** What is left is not wanted, and what is being done neither. */
  stop(): void {
    Atomics.store(this.shared, isStopped, 1)
  }

  get isStopped(): boolean {
    return Atomics.load(this.shared, isStopped) !== 0
  }

  /** @param bytes since the last call. */
  noteDone(bytes: number): void {
    Atomics.add(this.shared, doneKibibytes, Math.round(bytes / 1024))
  }

  /** By all threads together. */
  get doneBytes(): number {
    return Atomics.load(this.shared, doneKibibytes) * 1024
  }
}
