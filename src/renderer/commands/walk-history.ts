import { canGoBack, canGoForward, goBack, goForward } from '../state/places'
import type { Command } from './command'

export const walkBack: Command = {
  id: 'go.back',
  label: 'Back',
  group: 'Go',
  keys: [{ code: 'ArrowLeft', alt: true }],
  isEnabled: ({ source }) => source !== undefined && canGoBack(source.id),
  perform: ({ source }) => {
    if (source !== undefined) goBack(source.id)
  },
}

export const walkForward: Command = {
  id: 'go.forward',
  label: 'Forward',
  group: 'Go',
  keys: [{ code: 'ArrowRight', alt: true }],
  isEnabled: ({ source }) => source !== undefined && canGoForward(source.id),
  perform: ({ source }) => {
    if (source !== undefined) goForward(source.id)
  },
}
