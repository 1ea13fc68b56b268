/** Names of files that say what they are: `checkout-service 1.2s-1.3s dark.png`. */

/** Letters that no file system refuses, and nothing that a shell must quote but the dash. */
const cleaned = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/-{2,}/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')

/** A time short enough for a name: whole microseconds, the largest unit that keeps it exact to three digits. */
function shortTime(timeNs: number): string {
  const [divisor, unit] =
    timeNs >= 1e9 ? [1e9, 's'] : timeNs >= 1e6 ? [1e6, 'ms'] : timeNs >= 1e3 ? [1e3, 'us'] : [1, 'ns']
  return `${String(Number((timeNs / (divisor as number)).toPrecision(4)))}${unit}`
}

export interface NamedPicture {
  readonly fileName: string
  readonly title: string
  readonly fromNs: number
  readonly toNs: number
  readonly durationNs: number
  readonly extension: string
}

export function pictureFileName(picture: NamedPicture): string {
  const { fileName, title, fromNs, toNs, durationNs, extension } = picture
  const stem = cleaned(fileName.replace(/\.(trace|out|gz|zst)$/gi, '')).slice(0, 80)
  const isWhole = fromNs <= 0 && toNs >= durationNs
  const range = isWhole ? '' : `-${shortTime(Math.max(0, fromNs))}-to-${shortTime(toNs)}`
  const words = title === fileName ? '' : cleaned(title).slice(0, 60)
  return `${stem === '' ? 'trace' : stem}${range}${words === '' ? '' : `-${words}`}.${extension}`
}

export interface NamedDumpPicture {
  readonly fileName: string
  readonly title: string
  /** Of a file with several dumps: which one is shown; '' else. */
  readonly dumpName: string
  readonly extension: string
}

/** `stuck-service-groups.png`, `api-log-Dump-2-groups-All-wait-for-one-lock.svg`. */
export function dumpPictureName({ fileName, title, dumpName, extension }: NamedDumpPicture): string {
  const stem = cleaned(fileName.replace(/\.(txt|log|out|gz|zst)$/gi, '')).slice(0, 80)
  const words = title === fileName ? '' : cleaned(title).slice(0, 60)
  const parts = [stem === '' ? 'dump' : stem, cleaned(dumpName).slice(0, 40), 'groups', words]
  return `${parts.filter((part) => part !== '').join('-')}.${extension}`
}
