/** One of many: a list that drops down, with a word before it. */
import type { ReactNode } from 'react'
import './labelled-select.css'

export interface SelectOption<Value extends string | number> {
  readonly value: Value
  readonly text: string
  /** Heading of the options beside it that name the same one. */
  readonly group?: string
}

interface LabelledSelectProps<Value extends string | number> {
  /** What stands before the list; '' where the list speaks for itself. */
  readonly label: string
  /** What a screen reader says; without it the label. */
  readonly name?: string
  readonly hint?: string
  readonly options: readonly SelectOption<Value>[]
  readonly value: Value
  readonly onChange: (value: Value) => void
}

export function LabelledSelect<Value extends string | number>(props: LabelledSelectProps<Value>): ReactNode {
  const { label, name = label, hint, options, value, onChange } = props
  const choose = (chosen: number): void => {
    const option = options[chosen]
    if (option !== undefined) onChange(option.value)
  }
  return (
    <label className="labelled-select" title={hint}>
      {label !== '' && <span className="dim">{label}</span>}
      <select aria-label={name} value={value} onChange={(event) => choose(event.target.selectedIndex)}>
        {inGroups(options).map(({ group, members }) =>
          group === undefined ? (
            members.map(optionOf)
          ) : (
            <optgroup key={group} label={group}>
              {members.map(optionOf)}
            </optgroup>
          ),
        )}
      </select>
    </label>
  )
}

const optionOf = <Value extends string | number>({ value, text }: SelectOption<Value>): ReactNode => (
  <option key={value} value={value}>
    {text}
  </option>
)

interface OptionGroup<Value extends string | number> {
  readonly group: string | undefined
  readonly members: SelectOption<Value>[]
}

/** Neighbours of one group together, in their order. */
function inGroups<Value extends string | number>(
  options: readonly SelectOption<Value>[],
): readonly OptionGroup<Value>[] {
  const groups: OptionGroup<Value>[] = []
  for (const option of options) {
    const last = groups[groups.length - 1]
    if (last !== undefined && last.group === option.group) last.members.push(option)
    else groups.push({ group: option.group, members: [option] })
  }
  return groups
}
