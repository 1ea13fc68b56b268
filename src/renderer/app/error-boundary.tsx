/** A fault of one view costs that view only, and says so. */
import { Component, type ReactNode } from 'react'
import { Button } from '../widgets/button'
import './error-boundary.css'

interface Props {
  readonly what: string
  readonly children: ReactNode
}
interface State {
  readonly error: Error | undefined
}

export class ErrorBoundary extends Component<Props, State> {
  override state: State = { error: undefined }

  static getDerivedStateFromError(error: unknown): State {
    return { error: error instanceof Error ? error : new Error(String(error)) }
  }

  override render(): ReactNode {
    const { error } = this.state
    if (error === undefined) return this.props.children
    return (
      <div className="error-boundary" role="alert">
        <h2>{this.props.what} stopped by a fault in Marey</h2>
        <p>
          {error.message}. Your file is not changed and the rest goes on. Try again; if it comes back, report
          it with these words.
        </p>
        <Button label="Try again" onClick={() => this.setState({ error: undefined })} />
      </div>
    )
  }
}
