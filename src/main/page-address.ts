/**
 * The window's own scheme. The page lives at one address; everything else is somebody else's.
 */

export const pageScheme = 'marey-app'
const pageHost = 'window'
export const pageOrigin = `${pageScheme}://${pageHost}`
export const pageUrl = `${pageOrigin}/`

/** Whether `url` is a page or resource of ours. Non-standard parsers give custom schemes no origin: parts are compared. */
export function isOwnUrl(url: string): boolean {
  let parsed: URL
  try {
    parsed = new URL(url)
  } catch {
    return false
  }
  return parsed.protocol === `${pageScheme}:` && parsed.host === pageHost && parsed.username === ''
}

/** Whether `url` may be given to the user's browser: plain https, without credentials. */
export function isExternalLink(url: string): boolean {
  let parsed: URL
  try {
    parsed = new URL(url)
  } catch {
    return false
  }
  return parsed.protocol === 'https:' && parsed.username === '' && parsed.password === ''
}
