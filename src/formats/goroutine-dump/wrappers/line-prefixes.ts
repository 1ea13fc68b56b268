import type { Wrapper } from './wrapper'
import { parseLogTime } from './wrapper'

/** `kubectl logs --prefix`: `[pod/api-7f9c/app] text`. */
export const kubectlPrefix: Wrapper = {
  name: 'kubectl prefix',
  unwrap(line) {
    const found = /^\[(pod\/[^\]\s/]{1,253}\/[^\]\s]{1,253})\](?: ([\s\S]*))?$/.exec(line)
    return found === null ? null : { text: found[2] ?? '', source: found[1] }
  },
}

/** `docker compose logs`: `api-1  | text`. */
export const composePrefix: Wrapper = {
  name: 'Docker Compose prefix',
  unwrap(line) {
    const found = /^([A-Za-z0-9][\w.-]{0,127}) +\|(?: ([\s\S]*))?$/.exec(line)
    return found === null ? null : { text: found[2] ?? '', source: found[1] }
  },
}

/** A time in front of every line: `kubectl logs --timestamps`, `docker logs -t`, CI systems. */
export const timestampPrefix: Wrapper = {
  name: 'timestamps',
  unwrap(line) {
    const found =
      /^\[?(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?)\]?(?: ([\s\S]*))?$/.exec(line)
    if (found === null) return null
    return { text: found[2] ?? '', source: '', unixMs: parseLogTime(found[1].replace(',', '.')) }
  },
}
