/**
 * Reading a request's body without trusting its length.
 */

/** The chunks of a body; each host's Request has its own stream class, their readers are alike. */
export async function* bodyChunks(request: Request): AsyncGenerator<Uint8Array> {
  if (request.body === null) return
  const reader = request.body.getReader()
  try {
    for (;;) {
      const { done, value } = (await reader.read()) as { done: boolean; value?: Uint8Array }
      if (done) return
      if (value !== undefined) yield value
    }
  } finally {
    // Left early: the rest is not wanted.
    await reader.cancel().catch(() => undefined)
  }
}

/** Content-Length as a number; undefined when absent or not one. */
export function announcedBytes(request: Request): number | undefined {
  const header = request.headers.get('content-length')
  return header !== null && /^\d{1,15}$/.test(header) ? Number(header) : undefined
}

/** The body as text, or undefined when it has more than `maximumBytes` or is not UTF-8. */
export async function readText(request: Request, maximumBytes: number): Promise<string | undefined> {
  if ((announcedBytes(request) ?? 0) > maximumBytes) return undefined
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of bodyChunks(request)) {
    length += chunk.byteLength
    if (length > maximumBytes) return undefined
    chunks.push(chunk)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks, length))
  } catch {
    return undefined
  }
}
