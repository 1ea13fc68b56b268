import { describe, expect, it } from 'vitest'
import {
  goroutineName,
  isRuntimeFrame,
  placeName,
  shortFunctionName,
} from '../../../../src/renderer/data/names'
import { sentence } from '../../../../src/renderer/data/sentence'

describe('names', () => {
  it.each([
    ['main.worker', 'main.worker'],
    ['net/http.(*conn).serve', 'http.(*conn).serve'],
    ['github.com/acme/shop.Handle.func1', 'shop.Handle.func1'],
    [
      'example.com/pool.Map[go.shape.struct { a/b.X int }].func2',
      'pool.Map[go.shape.struct { a/b.X int }].func2',
    ],
    ['', '(start function unknown)'],
  ])('shortens the package of %s first, never the function', (name, short) => {
    expect(shortFunctionName(name)).toBe(short)
  })

  it('names goroutines and places', () => {
    expect(goroutineName({ id: 18, functionName: 'a/b.c' })).toBe('g18 b.c')
    expect(placeName({ functionName: 'f', file: '/src/a/worker.go', line: 4 })).toBe('worker.go:4')
  })

  it.each([
    ['runtime.gopark', true],
    ['internal/poll.(*FD).Read', true],
    ['sync.(*Mutex).Lock', true],
    ['internal/runtime/maps.(*Map).Put', true],
    ['runtimex.Do', false],
    ['syncer.Run', false],
    ['github.com/a/runtime.Do', false],
    ['main.main', false],
  ])('folds %s: %s', (functionName, isFolded) => {
    expect(isRuntimeFrame({ functionName })).toBe(isFolded)
  })

  it('makes sentences of facts', () => {
    expect(sentence('the file is empty ')).toBe('The file is empty.')
    expect(sentence('Done.')).toBe('Done.')
    expect(sentence('dump.txt: there is no such file', 'dump.txt')).toBe('dump.txt: there is no such file.')
  })
})
