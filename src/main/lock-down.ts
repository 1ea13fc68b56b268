/**
 * What no page of ours ever needs, denied for every page there is: leaving its address, opening windows, embedding
 * others, asking for devices. Links to the outside go to the user's browser, and only https ones.
 */
import { app, session, shell } from 'electron'
import type { WebContents } from 'electron'
import { isExternalLink, isOwnUrl } from './page-address'

export function lockDown(contents: WebContents): void {
  const deny = (event: { preventDefault(): void }, url: string): void => {
    if (!isOwnUrl(url)) event.preventDefault()
  }
  contents.on('will-navigate', deny)
  contents.on('will-redirect', deny)
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    if (isExternalLink(url)) void shell.openExternal(url)
    return { action: 'deny' }
  })
}

/** For every page made from now on, and for all permissions of the one session. Call when the app is ready. */
export function lockDownEverything(): void {
  app.on('web-contents-created', (_event, contents) => lockDown(contents))
  const own = session.defaultSession
  own.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  // Copying text needs no permission request but is checked; reading the clipboard does and stays denied.
  own.setPermissionCheckHandler((_contents, permission) => permission === 'clipboard-sanitized-write')
  own.setDevicePermissionHandler(() => false)
}
