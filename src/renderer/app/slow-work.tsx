/** In the status bar: a question that takes more than a moment, how far it is, and a way out; for the rest of the page goes on. */
import { useSyncExternalStore, type ReactNode } from 'react'
import { formatShare } from '../../base/format-units'
import type { MethodName } from '../../contract/api'
import { onSlowAsks, slowAsks } from '../connection/open-asks'
import { LinkButton } from '../widgets/button'
import { ProgressBar } from '../widgets/progress-bar'

const words: Readonly<Partial<Record<MethodName, string>>> = {
  'trace/analysis': 'analysis',
  'trace/blocking-flame': 'flame graph',
  'trace/blocking-profile': 'profile',
  'trace/causes': 'causes',
  'trace/find': 'search',
  'trace/goroutines': 'table',
  'trace/range': 'figures of the range',
  'trace/shape': 'shape',
}

export function SlowWork(): ReactNode {
  const [ask, ...others] = useSyncExternalStore(onSlowAsks, slowAsks)
  if (ask === undefined) return null
  const text = `Computing: ${words[ask.method] ?? ask.method}, ${formatShare(ask.share)}`
  return (
    <span className="slow-work">
      <ProgressBar label={text} share={ask.share} text={text} />
      <span>
        {text}
        {others.length > 0 && ` · ${others.length} more`}
      </span>
      <LinkButton title="Stop computing this" onClick={ask.withdraw}>
        Cancel
      </LinkButton>
    </span>
  )
}
