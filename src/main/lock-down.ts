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
  // Copying texts and pictures is all that our page may do; reading the clipboard stays denied.
  const isCopying = (permission: string): boolean => permission === 'clipboard-sanitized-write'
  own.setPermissionRequestHandler((_contents, permission, answer) => answer(isCopying(permission)))
  own.setPermissionCheckHandler((_contents, permission) => isCopying(permission))
  own.setDevicePermissionHandler(() => false)
}
