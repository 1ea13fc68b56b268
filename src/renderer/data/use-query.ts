/** Answers of the host inside React: the latest question wins, and the last answer stays until the next is there. */
import { useCallback, useMemo, useState, useSyncExternalStore } from 'react'
import type { MethodName, Params, Results } from '../../contract/api'
import { loadingAnswer, queryCache, type Answer } from './query-cache'

/** `params` undefined asks nothing. */
export function useQuery<M extends MethodName>(method: M, params: Params<M> | undefined): Answer<Results[M]> {
  const key = params === undefined ? '' : JSON.stringify(params)
  const stable = useMemo(() => (key === '' ? undefined : (JSON.parse(key) as Params<M>)), [key])
  const [epoch, setEpoch] = useState(0)
  const subscribe = useCallback(
    (listener: () => void) => {
      if (stable === undefined) return () => undefined
      return queryCache.subscribe(method, stable, () => {
        // A dropped entry is subscribed to again, which asks anew.
        if (!queryCache.has(method, stable)) setEpoch((old) => old + 1)
        listener()
      })
    },
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the epoch stands for "subscribe again"
    [method, stable, epoch],
  )
  return useSyncExternalStore(subscribe, () =>
    stable === undefined ? loadingAnswer : queryCache.read(method, stable),
  )
}

/** As useQuery, but while a new question is open the previous value stays. `isStale` tells that it does. */
export function useLatest<M extends MethodName>(
  method: M,
  params: Params<M> | undefined,
): { readonly answer: Answer<Results[M]>; readonly isStale: boolean } {
  const answer = useQuery(method, params)
  const [last, setLast] = useState<Answer<Results[M]>>(loadingAnswer)
  if (answer.state !== 'loading' && answer !== last) setLast(answer)
  if (answer.state === 'loading' && last.state === 'ready') return { answer: last, isStale: true }
  return { answer, isStale: false }
}

export const pageRows = 200

export interface Pages<Row> {
  /** -1 while unknown. */
  readonly total: number
  /** The row at a position, undefined while its page is on the way. */
  readonly rowAt: (index: number) => Row | undefined
  readonly error: string | undefined
}

/**
 * A long list in pages: only those that hold rows from `firstIndex` to `lastIndex` are asked for.
 * @param request makes the question for one page; must be stable, a change of it starts afresh.
 * @param read takes total and rows out of an answer.
 */
export function usePages<M extends MethodName, Row>(
  method: M,
  request: (offset: number, limit: number) => Params<M>,
  read: (value: Results[M]) => { readonly total: number; readonly rows: readonly Row[] },
  firstIndex: number,
  lastIndex: number,
): Pages<Row> {
  const firstPage = Math.max(0, Math.floor(firstIndex / pageRows))
  const lastPage = Math.max(firstPage, Math.floor(lastIndex / pageRows))
  const subscribe = useCallback(
    (listener: () => void) => {
      const stops: (() => void)[] = []
      for (let page = firstPage; page <= lastPage; page++)
        stops.push(queryCache.subscribe(method, request(page * pageRows, pageRows), listener))
      return () => stops.forEach((stop) => stop())
    },
    [method, request, firstPage, lastPage],
  )
  useSyncExternalStore(subscribe, () => queryCache.version)

  // While a page is on the way the length is the one that was told last for the same question.
  const [known, setKnown] = useState<{ request: unknown; total: number }>({ request, total: -1 })
  const pages = new Map<number, readonly Row[]>()
  let error: string | undefined
  let total = known.request === request ? known.total : -1
  for (let page = firstPage; page <= lastPage; page++) {
    const answer = queryCache.read(method, request(page * pageRows, pageRows))
    if (answer.state === 'ready') {
      const value = read(answer.value)
      total = value.total
      pages.set(page, value.rows)
    } else if (answer.state === 'failed') error = answer.error.message
  }
  if (known.request !== request || known.total !== total) setKnown({ request, total })
  return { total, error, rowAt: (index) => pages.get(Math.floor(index / pageRows))?.[index % pageRows] }
}
