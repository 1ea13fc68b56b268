/**
 * The traces shipped with the program, listed by resources/samples/samples.json.
 */
import { join } from 'node:path'
import { isInside } from './path-guard'
import { readJson } from './atomic-json'
import type { SampleDto } from '../contract/sources'

interface Sample extends SampleDto {
  readonly path: string
}

export class Samples {
  constructor(private readonly folder: string) {}

  async list(): Promise<readonly SampleDto[]> {
    return (await this.read()).map(({ id, name, description }) => ({ id, name, description }))
  }

  async find(id: string): Promise<(SampleDto & { readonly path: string }) | undefined> {
    return (await this.read()).find((sample) => sample.id === id)
  }

  /** The sample listed first: what a first start shows. */
  async first(): Promise<(SampleDto & { readonly path: string }) | undefined> {
    return (await this.read())[0]
  }

  /** Both a bare list and `{samples: [...]}` are read; an entry that is not whole is left out. */
  private async read(): Promise<readonly Sample[]> {
    const content = await readJson(join(this.folder, 'samples.json'))
    const list = Array.isArray(content) ? content : (content as { samples?: unknown } | undefined)?.samples
    if (!Array.isArray(list)) return []
    const samples: Sample[] = []
    for (const entry of list as Partial<Record<string, unknown>>[]) {
      const { id, file, name, description } = entry
      if (typeof id !== 'string' || typeof file !== 'string' || typeof description !== 'string') continue
      const path = join(this.folder, file)
      if (!isInside(this.folder, path)) continue
      samples.push({ id, name: typeof name === 'string' ? name : file, description, path })
    }
    return samples
  }
}
