/** Instants in the reader's own time zone. */

/** `2026-11-21` and `14:03:07.125`. */
export function localTime(date: Date): { readonly day: string; readonly time: string } {
  const two = (value: number): string => String(value).padStart(2, '0')
  const milliseconds = String(date.getMilliseconds()).padStart(3, '0')
  return {
    day: `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`,
    time: `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${milliseconds}`,
  }
}
