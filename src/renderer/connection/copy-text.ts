/** Puts a text on the clipboard. Answers whether it worked: a page may be forbidden to. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    // Permission is denied, or the page is not in front.
    return false
  }
}
