/** What every part of the overview is given. */
import type { OverviewDto } from '../../../contract/overview-dto'
import type { SourceDto } from '../../../contract/sources'

export interface OverviewPartProps {
  readonly source: SourceDto
  readonly overview: OverviewDto
}
