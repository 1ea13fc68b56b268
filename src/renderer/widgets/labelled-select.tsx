/** One of many, in a bar: a word and a list that drops down. */
import type { ReactNode } from 'react'
import './labelled-select.css'

interface LabelledSelectProps<Value extends string | number> {
  /** What stands before the list. */
  readonly label: string
  /** What a screen reader says; without it the label. */
  readonly name?: string
  readonly options: readonly { readonly value: Value; readonly text: string }[]
  readonly value: Value
  readonly onChange: (value: Value) => void
}

export function LabelledSelect<Value extends string | number>(props: LabelledSelectProps<Value>): ReactNode {
  const { label, name = label, options, value, onChange } = props
  const choose = (chosen: number): void => {
    const option = options[chosen]
    if (option !== undefined) onChange(option.value)
  }
  return (
    <label className="labelled-select">
      <span className="dim">{label}</span>
      <select aria-label={name} value={value} onChange={(event) => choose(event.target.selectedIndex)}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.text}
          </option>
        ))}
      </select>
    </label>
  )
}
