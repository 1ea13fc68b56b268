/**
 * Where Marey keeps its few own files, the same folder for both hosts.
 */
import { homedir } from 'node:os'
import { isAbsolute, join, sep } from 'node:path'

type Environment = Readonly<Record<string, string | undefined>>

/** `MAREY_USER_DATA` when set, else the system's usual place for a program's settings. */
export function userDataFolder(
  environment: Environment = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  const own = environment['MAREY_USER_DATA']
  if (own !== undefined && own !== '') return own
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Marey')
  if (platform === 'win32') return join(environment['APPDATA'] ?? join(home, 'AppData', 'Roaming'), 'Marey')
  const configured = environment['XDG_CONFIG_HOME']
  // The XDG specification says that a relative value is to be ignored.
  const base = configured !== undefined && isAbsolute(configured) ? configured : join(home, '.config')
  return join(base, 'marey')
}

const placeLength = 60

/** A folder as people read it: `~` for home, the middle left out where it is long. */
export function shortenFolder(folder: string, home: string = homedir()): string {
  let text = folder
  if (home !== '' && (folder === home || folder.startsWith(home + sep)))
    text = `~${folder.slice(home.length)}`
  if (text.length <= placeLength) return text
  const tail = text.slice(text.length - (placeLength - 12))
  const cut = tail.indexOf(sep)
  return `${text.slice(0, 10)}…${cut === -1 ? tail : tail.slice(cut)}`
}
