/** Why a file could not be written, in words; `code` is that of the system call: 'ENOSPC'. */
export function writeProblem(code: string | undefined): string {
  switch (code) {
    case 'ENOSPC':
      return 'the disk is full'
    case 'EDQUOT':
      return 'this user’s share of the disk is full'
    case 'EACCES':
    case 'EPERM':
      return 'this user may not write there'
    case 'EROFS':
      return 'that place is read-only'
    default:
      return `the system refused it (${code ?? 'unknown error'})`
  }
}
