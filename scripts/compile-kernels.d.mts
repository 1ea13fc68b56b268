/** Import name to source. */
export const kernels: Readonly<Record<string, string>>
/** The module's bytes, from .cache when the source has not changed. */
export function compileKernel(path: string): Promise<Uint8Array>
/** A Vite plugin that resolves imports of kernels. */
export function kernelPlugin(): { readonly name: string }
