/** A text field for an expression: says in words what cannot be read, and clears with its cross. */
import { useId, type ReactNode } from 'react'
import { Filter, X } from 'lucide-react'
import './filter-field.css'

interface FilterFieldProps {
  readonly label: string
  readonly placeholder: string
  readonly value: string
  /** '' when it can be read. */
  readonly error: string
  readonly onChange: (text: string) => void
}

export function FilterField({ label, placeholder, value, error, onChange }: FilterFieldProps): ReactNode {
  const errorId = useId()
  return (
    <div className={error === '' ? 'filter-field' : 'filter-field filter-field-wrong'}>
      <Filter size={14} aria-hidden />
      <input
        type="text"
        aria-label={label}
        aria-invalid={error !== ''}
        aria-describedby={error === '' ? undefined : errorId}
        placeholder={placeholder}
        autoComplete="off"
        spellCheck={false}
        maxLength={4096}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
      {value !== '' && (
        <button type="button" className="icon-button" aria-label="Clear filter" onClick={() => onChange('')}>
          <X size={14} aria-hidden />
        </button>
      )}
      {error !== '' && (
        <p className="filter-error" id={errorId} role="status">
          {error}
        </p>
      )}
    </div>
  )
}
