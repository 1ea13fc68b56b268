/** What a screen reader says without the focus moving. */
import type { ReactNode } from 'react'
import { useMessages } from '../state/messages'

export function LiveRegion(): ReactNode {
  const announcement = useMessages((state) => state.announcement)
  return (
    <div className="visually-hidden" role="log" aria-live="polite" aria-label="Announcements">
      {announcement}
    </div>
  )
}
