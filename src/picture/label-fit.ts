/**
 * What of a label stands on a span: the whole, else its short form, else the state's letter, else nothing.
 */
export interface TextMeasure {
  /** Width of the text in CSS pixels in the style the labels are drawn with. */
  (text: string): number
}

/** Below this nothing is written. */
export const letterFromPx = 13
/** Below this only letters are written. */
export const labelFromPx = 26
const paddingPx = 8

const known = new Map<string, readonly string[]>()
const maximumKnown = 5_000

/** `g18 example.com/a/b.(*Type).Run.func1` → shorter and shorter, the function last to go. */
export function shorterLabels(label: string): readonly string[] {
  let forms = known.get(label)
  if (forms === undefined) {
    if (known.size >= maximumKnown) known.clear()
    forms = formsOf(label)
    known.set(label, forms)
  }
  return forms
}

function formsOf(label: string): readonly string[] {
  const stopped = /^stop-the-world \((.+)\)$/.exec(label)?.[1]
  if (stopped !== undefined) return [label, `STW: ${stopped}`, 'STW']
  const match = /^(g\d+)\s+(.+)$/.exec(label)
  const goroutine = match?.[1]
  const functionName = match?.[2] ?? label
  const forms: string[] = [label]
  const slash = functionName.lastIndexOf('/')
  const withoutPath = slash >= 0 && functionName.includes('.') ? functionName.slice(slash + 1) : functionName
  const withoutPackage =
    withoutPath.includes('(') || /^[\w-]+\.[\w(]/.test(withoutPath)
      ? withoutPath.slice(withoutPath.indexOf('.') + 1)
      : withoutPath
  const prefix = goroutine === undefined ? '' : `${goroutine} `
  forms.push(prefix + withoutPath, prefix + withoutPackage)
  if (goroutine !== undefined) forms.push(goroutine)
  else if (/^[A-Za-z]+( [\w()]+)+$/.test(label)) {
    // Words ("GC concurrent mark phase"): the last go first.
    const words = label.split(' ')
    for (let count = words.length - 1; count >= 1; count--) forms.push(words.slice(0, count).join(' '))
  }
  return forms.filter((form, index) => form !== '' && forms.indexOf(form) === index)
}

/** The longest form that fits; '' when none does. */
export function fitLabel(label: string, code: string, widthPx: number, measure: TextMeasure): string {
  if (widthPx < letterFromPx) return ''
  if (label !== '' && widthPx >= labelFromPx) {
    for (const form of shorterLabels(label)) if (measure(form) + paddingPx <= widthPx) return form
  }
  return measure(code) + 4 <= widthPx ? code : ''
}

/** A row's label: the package goes before the function does; at last the end is cut with an ellipsis. */
export function fitRowLabel(label: string, widthPx: number, measure: TextMeasure): string {
  // The bare goroutine id is the last resort on a span; a row would rather show a cut function.
  const forms = shorterLabels(label).filter((form) => form === label || !/^g\d+$/.test(form))
  for (const form of forms) if (measure(form) <= widthPx) return form
  return cutToWidth(forms.at(-1) ?? label, widthPx, measure)
}

/** The text, or as much of its beginning as fits before an ellipsis. */
export function cutToWidth(text: string, widthPx: number, measure: TextMeasure): string {
  if (measure(text) <= widthPx) return text
  let low = 0
  let high = text.length
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (measure(`${text.slice(0, middle)}…`) <= widthPx) low = middle
    else high = middle - 1
  }
  return low === 0 ? '' : `${text.slice(0, low)}…`
}
