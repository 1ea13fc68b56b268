/** Compiled by scripts/compile-kernels.mjs. */
declare module 'kernel:order-kernel' {
  export const base64: string
}
