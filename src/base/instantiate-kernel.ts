/** Kernels (`*.as`, compiled by scripts/compile-kernels.mjs) over a memory. */

/** By its text: a module is compiled once, whatever number of traces it reads. */
const modules = new Map<string, WebAssembly.Module>()

/** The exports of a kernel over a memory, or null where WebAssembly is not to be had. */
export function instantiateKernel(
  base64: string,
  memory: WebAssembly.Memory,
): Readonly<Record<string, unknown>> | null {
  try {
    let module = modules.get(base64)
    if (module === undefined) {
      module = new WebAssembly.Module(bytesOf(base64))
      modules.set(base64, module)
    }
    return new WebAssembly.Instance(module, { env: { memory, abort } }).exports
  } catch {
    return null // Forbidden by a policy, or too old a runtime: TypeScript does all of it.
  }
}

function abort(): never {
  throw new Error('a kernel aborted')
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64)
  const bytes = new Uint8Array(text.length)
  for (let index = 0; index < text.length; index++) bytes[index] = text.charCodeAt(index)
  return bytes
}
