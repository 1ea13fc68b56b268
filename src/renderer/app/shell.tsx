/** The window: title bar, banner, rail, view, inspector, status bar, and what lies over them. */
import type { ReactNode } from 'react'
import { allOverlays, hasInspector, viewOf } from '../commands/registry'
import { useAnalyses } from '../state/analyses-page'
import { usePlace } from '../state/places'
import { useShell } from '../state/shell'
import { useActiveSource } from '../state/sources'
import { WelcomeView } from '../features/welcome/welcome-view'
import { FailedView } from '../features/welcome/failed-view'
import { LoadingView } from '../features/welcome/loading-view'
import { SketchView } from '../features/sketch/sketch-view'
import { ContextMenuHost } from '../widgets/context-menu'
import { TooltipProvider } from '../widgets/tooltip'
import type { SourceDto } from '../../contract/sources'
import { Banner } from './banner'
import { DropTarget } from './drop-target'
import { ErrorBoundary } from './error-boundary'
import { Inspector } from './inspector'
import { KeysOverlay } from './keys-overlay'
import { LiveRegion } from './live-region'
import { Rail } from './rail'
import { SettingsOverlay } from './settings-overlay'
import { StatusBar } from './status-bar'
import { TitleBar } from './title-bar'
import './shell.css'

export function Shell(): ReactNode {
  const source = useActiveSource()
  return (
    <TooltipProvider>
      <div className="shell">
        <TitleBar />
        <Banner source={source} />
        {source === undefined ? (
          <ViewFrame name="welcome">
            <WelcomeView />
          </ViewFrame>
        ) : (
          <FileBody key={source.id} source={source} />
        )}
        <StatusBar source={source} />
      </div>
      <KeysOverlay />
      <SettingsOverlay />
      {allOverlays().map((Overlay, index) => (
        <Overlay key={index} />
      ))}
      <DropTarget />
      <ContextMenuHost />
      <LiveRegion />
    </TooltipProvider>
  )
}

function FileBody({ source }: { readonly source: SourceDto }): ReactNode {
  const place = usePlace(source.id)
  const isInspectorOpen = useShell((state) => state.isInspectorOpen)
  // Each page of the Analyses decides on its own.
  useAnalyses(source.id)
  const view = viewOf(source, place.view)
  const isShown =
    view !== undefined &&
    (source.state === 'ready' || (source.state === 'loading' && view.showsWhileLoading === true))
  if (!isShown) {
    const isFailed = source.state === 'failed' || source.state === 'cancelled'
    return (
      <ViewFrame name={isFailed ? 'failed' : 'loading'}>
        {isFailed ? <FailedView source={source} /> : <Loading source={source} />}
      </ViewFrame>
    )
  }
  const View = view.component
  return (
    <div className="body">
      <Rail source={source} active={view.name} />
      <ViewFrame name={view.name}>
        <h1 className="visually-hidden">
          {view.label} of {source.name}
        </h1>
        {source.state === 'loading' && <LoadingView source={source} isStrip />}
        <ErrorBoundary key={view.name} what={view.label}>
          <View source={source} />
        </ErrorBoundary>
      </ViewFrame>
      {hasInspector(source, view) && isInspectorOpen && <Inspector source={source} />}
    </div>
  )
}

/** The bar alone, or above a first picture of what the file holds. */
function Loading({ source }: { readonly source: SourceDto }): ReactNode {
  const hasSketch = source.hasSketch === true
  return (
    <>
      {hasSketch && <h1 className="visually-hidden">{source.name}</h1>}
      <LoadingView source={source} isStrip={hasSketch} />
      {hasSketch && (
        <ErrorBoundary what="The first picture">
          <SketchView source={source} />
        </ErrorBoundary>
      )}
    </>
  )
}

const ViewFrame = ({
  name,
  children,
}: {
  readonly name: string
  readonly children: ReactNode
}): ReactNode => (
  <main className="view" data-testid="view" data-view={name} tabIndex={-1}>
    {children}
  </main>
)
