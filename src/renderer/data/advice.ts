/** What to do next, for each failure. The host states facts; advice is the interface's. */
import { assertUnreachable } from '../../base/assert'
import type { CallError } from '../connection/call'

const whatOpens =
  'Marey opens execution traces, goroutine dumps, crash output, race reports, pprof profiles and GODEBUG logs.'

export function adviceFor(error: Pick<CallError, 'code'>): string {
  switch (error.code) {
    case 'file-missing':
      return 'Was it moved or deleted? Open it from where it is now.'
    case 'file-is-folder':
      return 'Open a file inside the folder.'
    case 'file-no-permission':
      return 'Give yourself permission to read it, then choose Reopen.'
    case 'file-changed':
      return 'It was written while being read. When the program that writes it has ended, choose Reopen.'
    case 'file-unreadable':
      return 'Check the disk or network drive it lies on, then choose Reopen.'
    case 'not-readable':
      return `${whatOpens} If this is one of them, it is damaged or cut short: copy it again, or record it again.`
    case 'unsupported':
      return `${whatOpens} A trace of a Go newer than this Marey may open in a newer Marey; one older than Go 1.11 has to be recorded again.`
    case 'over-budget':
      return 'Close other files or programs to free memory, or record a shorter trace.'
    case 'cancelled':
      return 'Choose Reopen to read it after all.'
    case 'worker-died':
      return 'Other files are not affected. Choose Reopen to read it again.'
    case 'unreachable':
      return 'Marey connects again by itself. If it does not, start it anew; your files are not changed.'
    case 'refused':
      return 'Open the address that Marey printed when it was started.'
    case 'not-ready':
      return 'Wait until the file has been read.'
    case 'not-found':
      return 'It may not be part of this file. Choose something else.'
    case 'unknown-source':
      return 'It was closed. Open it again.'
    case 'bad-request':
    case 'unknown-method':
    case 'bug':
      return 'This is a fault in Marey, not in your file. Choose Reopen; if it happens again, report it with these words.'
    default:
      return assertUnreachable(error.code)
  }
}
