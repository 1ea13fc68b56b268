/**
 * Whether a path leads where it may.
 */
import { resolve, sep } from 'node:path'

/** True for `root` itself and what lies below it; `/data-other` is not below `/data`. */
export function isInside(root: string, path: string): boolean {
  const base = resolve(root)
  const target = resolve(path)
  return target === base || target.startsWith(base.endsWith(sep) ? base : base + sep)
}

/**
 * The path below `root` that a URL's path names, or undefined when it names none: outside, hidden, not decodable,
 * with a backslash, a colon or a NUL.
 */
export function resolveUrlPath(root: string, urlPath: string): string | undefined {
  let decoded: string
  try {
    decoded = decodeURIComponent(urlPath)
  } catch {
    return undefined
  }
  if (!decoded.startsWith('/') || /[\\:\0]/.test(decoded)) return undefined
  const parts = decoded.split('/').filter((part) => part !== '')
  if (parts.some((part) => part.startsWith('.'))) return undefined
  const path = resolve(root, ...parts)
  return isInside(root, path) ? path : undefined
}
