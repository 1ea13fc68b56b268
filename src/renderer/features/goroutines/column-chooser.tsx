/** Which columns the table of goroutines shows: a menu of check marks that stays open while one chooses. */
import type { ReactNode } from 'react'
import { DropdownMenu } from 'radix-ui'
import { Check, Columns3 } from 'lucide-react'
import { chooseColumns } from '../../state/tables'
import { isFixedColumn, type GoroutineColumn } from './columns'

interface ColumnChooserProps {
  readonly all: readonly GoroutineColumn[]
  readonly chosen: readonly string[]
}

export function ColumnChooser({ all, chosen }: ColumnChooserProps): ReactNode {
  const toggle = (key: string): void =>
    chooseColumns(chosen.includes(key) ? chosen.filter((one) => one !== key) : [...chosen, key])
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger className="button" title="Choose the columns; kept for every trace">
        <Columns3 size={14} aria-hidden />
        <span>Columns</span>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          className="menu columns-menu"
          align="end"
          sideOffset={2}
          collisionPadding={8}
          aria-label="Columns"
        >
          {all
            .filter(({ key }) => !isFixedColumn(key))
            .map(({ key, label, hint }) => (
              <DropdownMenu.CheckboxItem
                key={key}
                className="menu-item columns-item"
                checked={chosen.includes(key)}
                title={hint}
                onCheckedChange={() => toggle(key)}
                onSelect={(event) => event.preventDefault()}
              >
                <span className="columns-check">
                  <DropdownMenu.ItemIndicator>
                    <Check size={13} aria-hidden />
                  </DropdownMenu.ItemIndicator>
                </span>
                {label}
              </DropdownMenu.CheckboxItem>
            ))}
          <DropdownMenu.Separator className="menu-line" />
          <DropdownMenu.Item className="menu-item" onSelect={() => chooseColumns(undefined)}>
            The usual columns
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
