/**
 * A text field for an expression: offers what may be typed next, says in words what cannot be read and at which place,
 * and clears with its cross.
 */
import {
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactNode,
} from 'react'
import { Filter, X, type LucideIcon } from 'lucide-react'
import './filter-field.css'

/** One word to insert in place of [from, cursor). */
export interface FilterOffer {
  readonly text: string
  readonly from: number
  readonly description: string
}

interface FilterFieldProps {
  readonly label: string
  readonly placeholder: string
  readonly value: string
  /** '' when it can be read. */
  readonly error: string
  /** The part of the text that the error is about, in UTF-16 units. */
  readonly errorAt?: { readonly position: number; readonly length: number }
  /** What may be typed at the cursor, best first. */
  readonly complete?: (text: string, cursor: number) => readonly FilterOffer[]
  readonly onChange: (text: string) => void
  /** Enter, or the field is left: what stands there is meant. */
  readonly onCommit?: () => void
  /** What is to be said about the text besides an error: that it does not count yet. */
  readonly hint?: string
  /** What it does with the text: hides what does not fit, unless said otherwise. */
  readonly icon?: LucideIcon
  /** The focus comes here as soon as it is set. */
  readonly wantsFocus?: boolean
}

const mostOffers = 12

export function FilterField(props: FilterFieldProps): ReactNode {
  const {
    label,
    placeholder,
    value,
    error,
    errorAt,
    complete,
    onChange,
    onCommit,
    hint = '',
    icon: Icon = Filter,
    wantsFocus = false,
  } = props
  const input = useRef<HTMLInputElement>(null)
  /** Where the caret belongs once the text that was put there is. */
  const caret = useRef<number>(undefined)
  const errorId = useId()
  const listId = useId()
  const [cursor, setCursor] = useState<number>()
  const [chosen, setChosen] = useState(-1)
  const offers =
    complete === undefined || cursor === undefined ? [] : complete(value, cursor).slice(0, mostOffers)
  const at = Math.min(chosen, offers.length - 1)

  // Before the next key arrives: a frame later it would part what was typed meanwhile.
  useLayoutEffect(() => {
    if (caret.current === undefined) return
    input.current?.setSelectionRange(caret.current, caret.current)
    caret.current = undefined
  }, [value])

  useEffect(() => {
    if (wantsFocus) input.current?.select()
  }, [wantsFocus])

  const put = (offer: FilterOffer): void => {
    const head = value.slice(0, offer.from) + offer.text + ' '
    const text = head + value.slice(cursor ?? value.length).trimStart()
    onChange(text)
    setCursor(head.length)
    setChosen(-1)
    if (text === value) input.current?.setSelectionRange(head.length, head.length)
    else caret.current = head.length
  }

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return
    const offer = offers[at]
    if (event.code === 'ArrowDown' && offers.length > 0) setChosen(Math.min(at + 1, offers.length - 1))
    else if (event.code === 'ArrowUp' && offers.length > 0) setChosen(Math.max(at - 1, -1))
    else if ((event.code === 'Enter' || event.code === 'Tab') && offer !== undefined && at >= 0) put(offer)
    else if (event.code === 'Enter' || event.code === 'NumpadEnter') {
      setCursor(undefined)
      onCommit?.()
    } else if (event.code === 'Escape' && offers.length > 0) setCursor(undefined)
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <div className={error === '' ? 'filter-field' : 'filter-field filter-field-wrong'}>
      <Icon size={14} aria-hidden />
      <input
        ref={input}
        type="text"
        {...(complete === undefined
          ? {}
          : {
              role: 'combobox',
              'aria-autocomplete': 'list' as const,
              'aria-expanded': offers.length > 0,
              'aria-controls': offers.length > 0 ? listId : undefined,
              'aria-activedescendant': at >= 0 ? `${listId}-${at}` : undefined,
            })}
        aria-label={label}
        aria-invalid={error !== ''}
        aria-describedby={error === '' ? undefined : errorId}
        placeholder={placeholder}
        autoComplete="off"
        spellCheck={false}
        maxLength={4096}
        value={value}
        onChange={(event) => {
          setCursor(event.target.selectionStart ?? event.target.value.length)
          setChosen(-1)
          onChange(event.target.value)
        }}
        onFocus={(event) => setCursor(event.target.value.length)}
        onClick={(event) => setCursor(event.currentTarget.selectionStart ?? value.length)}
        onBlur={() => {
          setCursor(undefined)
          onCommit?.()
        }}
        onKeyDown={onKeyDown}
      />
      {value !== '' && (
        <button type="button" className="icon-button" aria-label="Clear filter" onClick={() => onChange('')}>
          <X size={14} aria-hidden />
        </button>
      )}
      {(error !== '' || offers.length > 0 || (hint !== '' && cursor !== undefined)) && (
        // Pressing the mouse here must not take the focus from the field.
        <div className="filter-popup" onMouseDown={(event) => event.preventDefault()}>
          {error !== '' && (
            <p className="filter-error" id={errorId} role="status">
              {errorAt !== undefined && errorAt.position < value.length && (
                <code>
                  {value.slice(0, errorAt.position)}
                  <mark>{value.slice(errorAt.position, errorAt.position + Math.max(1, errorAt.length))}</mark>
                  {value.slice(errorAt.position + Math.max(1, errorAt.length))}
                </code>
              )}
              {error}
            </p>
          )}
          {error === '' && hint !== '' && <p className="filter-hint dim">{hint}</p>}
          {offers.length > 0 && (
            <ul role="listbox" id={listId} aria-label={`What may follow in ${label}`}>
              {offers.map((offer, index) => (
                <li
                  key={offer.text}
                  id={`${listId}-${index}`}
                  role="option"
                  aria-selected={index === at}
                  className="filter-offer"
                  onClick={() => put(offer)}
                >
                  <span>{offer.text}</span>
                  <span className="dim truncated">{offer.description}</span>
                </li>
              ))}
            </ul>
          )}
        </div>
      )}
    </div>
  )
}
