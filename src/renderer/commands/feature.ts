/**
 * How a folder of features/ takes part: it exports `feature` from its register.ts, and the shell finds it there
 * (app/feature-list.ts). No other file has to change to add a view.
 */
import type { ComponentType } from 'react'
import type { FileKind, SourceDto } from '../../contract/sources'
import type { Selection } from '../state/selection'
import type { Command, KeyBinding } from './command'

export interface ViewProps {
  readonly source: SourceDto
}

export interface View {
  /** `data-view` and the name kept over restarts: 'timeline', 'goroutines', 'dump'. */
  readonly name: string
  /** In the rail. */
  readonly label: string
  /** Kinds of files that have it. */
  readonly kinds: readonly FileKind[]
  /** Position in the rail, ascending; the first view of a kind is what opening shows. Undefined: not in the rail. */
  readonly railOrder?: number
  /** A lucide-react icon or one like it. */
  readonly icon: ComponentType<{ size?: number }>
  /** Shown after the label in the tooltip: '2'. */
  readonly key?: string
  readonly component: ComponentType<ViewProps>
  /** Whether the inspector stands beside it; the Analyses leave it to their pages. */
  readonly hasInspector: boolean
  /** Whether it can show something while the file is still loading (state 'loading' with a known kind). */
  readonly showsWhileLoading?: boolean
}

/** A page that a feature brings to the Analyses, beside their tables. */
export interface AnalysesPage {
  /** Name of the page (state/analyses-page.ts). */
  readonly page: string
  /** Heading of the group in the list that it belongs to. */
  readonly group: string
  /** In the list. */
  readonly label: string
  readonly component: ComponentType<ViewProps>
  /** Whether the inspector stands beside it. */
  readonly hasInspector: boolean
}

export interface PanelProps {
  readonly source: SourceDto
  readonly selection: Selection
}

/** What the inspector shows for a kind of selected object. */
export interface Panel {
  readonly selectionKinds: readonly Selection['kind'][]
  readonly component: ComponentType<PanelProps>
}

/** Keys of a part that has the focus, and so no command of the window: for the `?` help. */
export interface PartKeys {
  /** What has them: 'Plots of a GODEBUG log'. */
  readonly part: string
  /** Kinds of files that have the part; absent: any. */
  readonly kinds?: readonly FileKind[]
  readonly lines: readonly { readonly label: string; readonly keys: readonly KeyBinding[] }[]
}

export interface Feature {
  readonly name: string
  readonly views: readonly View[]
  readonly panels?: readonly Panel[]
  readonly analysesPages?: readonly AnalysesPage[]
  readonly commands: readonly Command[]
  readonly partKeys?: readonly PartKeys[]
  /** Layers over the window: always mounted, each shows itself when it is asked for. */
  readonly overlays?: readonly ComponentType[]
}
