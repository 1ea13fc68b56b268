/** A sentence about what was opened, with what it rests on and where that is (cli.md `findings`). */
export interface SentenceDto<Place> {
  readonly code: string
  readonly severity: 'high' | 'medium' | 'low'
  readonly text: string
  readonly certainty: 'proved' | 'likely'
  /** How the figure is computed, or why this may be said, in words. */
  readonly formula: string
  readonly figures: Readonly<Record<string, number | string>>
  readonly at: Place
}
