/** What came back of one request, before anybody reads it; can be handed from thread to thread. */
export type Reply =
  | { readonly kind: 'text'; readonly isJson: boolean; readonly status: number; readonly text: string }
  | { readonly kind: 'bytes'; readonly bytes: ArrayBuffer }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'unreachable'; readonly message: string }

/** Fails as a value, whatever a host or a network can do. */
export async function fetchReply(path: string, init: RequestInit): Promise<Reply> {
  try {
    const response = await fetch(path, init)
    const isJson = (response.headers.get('content-type') ?? '').includes('json')
    if (response.ok && !isJson) return { kind: 'bytes', bytes: await response.arrayBuffer() }
    return { kind: 'text', isJson, status: response.status, text: await response.text() }
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return { kind: 'cancelled' }
    return { kind: 'unreachable', message: error instanceof Error ? error.message : String(error) }
  }
}
