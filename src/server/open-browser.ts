/**
 * Shows a URL in the user's browser, where there is a screen to show it on.
 */
import { spawn } from 'node:child_process'

type Environment = Readonly<Record<string, string | undefined>>

/** The program that opens URLs, or undefined where no browser can be expected. */
export function browserCommand(
  platform: NodeJS.Platform,
  environment: Environment,
): readonly [string, ...string[]] | undefined {
  if (platform === 'darwin') return ['open']
  // `start` is no program but a word of cmd; its first argument is the window's title.
  if (platform === 'win32') return ['cmd', '/c', 'start', '']
  const hasScreen = Boolean(environment['DISPLAY']) || Boolean(environment['WAYLAND_DISPLAY'])
  return hasScreen ? ['xdg-open'] : undefined
}

/** True when a program took the URL; false when there is none, or it refused at once. */
export function openBrowser(
  url: string,
  platform: NodeJS.Platform = process.platform,
  environment: Environment = process.env,
): Promise<boolean> {
  const command = browserCommand(platform, environment)
  if (command === undefined) return Promise.resolve(false)
  const [program, ...args] = command
  return new Promise((resolve) => {
    const child = spawn(program, [...args, url], { detached: true, stdio: 'ignore' })
    child.on('error', () => resolve(false))
    child.on('spawn', () => resolve(true))
    child.unref()
  })
}
