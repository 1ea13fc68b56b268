/** All commands and views there are: the shell's own and those of the features, put together once at start. */
import type { ComponentType } from 'react'
import type { SourceDto } from '../../contract/sources'
import type { Command, CommandContext } from './command'
import type { AnalysesPage, Feature, Panel, PartKeys, View } from './feature'
import type { Selection } from '../state/selection'
import { activeSource } from '../state/sources'
import { placeOf } from '../state/places'
import { analysesPageOf } from '../state/analyses-page'

const commands: Command[] = []
const views: View[] = []
const panels: Panel[] = []
const pages: AnalysesPage[] = []
const overlays: ComponentType[] = []
const partKeys: PartKeys[] = []

export function registerCommands(list: readonly Command[]): void {
  commands.push(...list)
}

export function registerFeature(feature: Feature): void {
  views.push(...feature.views)
  panels.push(...(feature.panels ?? []))
  pages.push(...(feature.analysesPages ?? []))
  overlays.push(...(feature.overlays ?? []))
  partKeys.push(...(feature.partKeys ?? []))
  registerCommands(feature.commands)
  views.sort((a, b) => (a.railOrder ?? Infinity) - (b.railOrder ?? Infinity))
}

/** Layers that features bring. */
export const allOverlays = (): readonly ComponentType[] => overlays

/** Keys of parts that have the focus. */
export const allPartKeys = (): readonly PartKeys[] => partKeys

export const allCommands = (): readonly Command[] => commands

/** The views of a file's kind, in the order of the rail; none while its kind is unknown. */
export const viewsOf = (source: SourceDto): readonly View[] =>
  views.filter((view) => source.kind !== undefined && view.kinds.includes(source.kind))

/** The view of that name, else the first of the file's kind. */
export function viewOf(source: SourceDto, name: string): View | undefined {
  const candidates = viewsOf(source)
  return candidates.find((view) => view.name === name) ?? candidates[0]
}

export const panelOf = (kind: Selection['kind']): Panel | undefined =>
  panels.find((panel) => panel.selectionKinds.includes(kind))

/** Pages that features bring to the Analyses. */
export const analysesPages = (): readonly AnalysesPage[] => pages

/** Whether the inspector stands beside what a view shows now. */
export function hasInspector(source: SourceDto, view: View): boolean {
  if (view.name !== 'analyses') return view.hasInspector
  const shown = analysesPageOf(source.id)
  return pages.some(({ page, hasInspector: has }) => page === shown && has)
}

/** What commands are asked and performed with. */
export function commandContext(): CommandContext {
  const source = activeSource()
  if (source === undefined) return { source, view: 'welcome' }
  return { source, view: viewOf(source, placeOf(source.id).view)?.name ?? '' }
}

export function isEnabled(command: Command, context: CommandContext): boolean {
  return command.isEnabled === undefined || command.isEnabled(context)
}

/** Whether the active file is one whose views the command shows; true of commands that show none. */
export const hasItsFile = ({ kinds }: Command, { source }: CommandContext): boolean =>
  kinds === undefined || (source?.kind !== undefined && kinds.includes(source.kind))

/** Performs it if it may be performed now. */
export function performCommand(id: string): void {
  const command = commands.find((candidate) => candidate.id === id)
  const context = commandContext()
  if (command !== undefined && isEnabled(command, context)) command.perform(context)
}
