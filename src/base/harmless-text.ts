/**
 * Text out of files, and the names of files, shown to people. Control characters drive a terminal, and the marks of
 * bidirectional text (Unicode 16, section 23.2) make a line read otherwise than it stands in the file.
 */

const mark = '\ufffd'
const harmfulInLines =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g
const harmful = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

/** Such characters as U+FFFD, line ends too. */
export function harmlessLine(text: string): string {
  return text.replace(harmful, mark)
}

/** The same for text of several lines: line ends and tabs stay. */
export function harmlessLines(text: string): string {
  return text.replace(harmfulInLines, mark)
}

/** In JSON text they stand as escapes: what is read out of it is the same. */
export function harmlessJson(text: string): string {
  return text.replace(harmful, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
