/** Compiled by scripts/compile-kernels.mjs. */
declare module 'kernel:*' {
  export const base64: string
}
