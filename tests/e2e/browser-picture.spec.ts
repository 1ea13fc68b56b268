/**
 * One draw list, four painters: WebGL and Canvas2D in a page, Canvas2D in Node, and SVG as a browser draws it. Their pixels
 * agree, dark and light, at one to four device pixels per CSS pixel.
 */
import { createCanvas, loadImage } from '@napi-rs/canvas'
import { expect, test, type Browser, type Page } from '@playwright/test'
import { join } from 'node:path'
import { build } from 'vite'
import { Canvas2DWriter, type Canvas2D } from '../../src/picture/canvas2d-writer'
import { darkPalette, lightPalette } from '../../src/picture/palette'
import { writeSvg } from '../../src/picture/svg-writer'
import { launchBrowser } from './support/launch'
import { sampleHeightPx, samplePicture, sampleShapes, sampleWidthPx } from './support/sample-picture'

/** A channel may differ by this much (blending rounds differently). */
const channelTolerance = 2
/** And so many pixels by more: an edge at exactly half a pixel may fall to either side in float32. */
const differingShare = 0.0005
/**
 * An SVG has one geometry, on whole CSS pixels; the painters place on whole device pixels. At 4 device pixels a CSS pixel
 * its edges lie up to two of them beside theirs: measured 0.009 of the sample.
 */
const snappedShare = 0.012

async function bundlePage(): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      minify: false,
      target: 'chrome108',
      lib: {
        entry: join(import.meta.dirname, 'support', 'painter-page.ts'),
        formats: ['iife'],
        name: 'painters',
      },
    },
    define: { 'process.env.NODE_ENV': '"production"' },
  })
  const [output] = Array.isArray(result) ? result : [result]
  if (output === undefined || !('output' in output)) throw new Error('no bundle')
  return output.output.map((chunk) => (chunk.type === 'chunk' ? chunk.code : '')).join('\n')
}

function inNode(theme: 'dark' | 'light', pixelRatio: number, withShapes = false): Uint8ClampedArray {
  const palette = theme === 'dark' ? darkPalette : lightPalette
  const canvas = createCanvas(sampleWidthPx * pixelRatio, sampleHeightPx * pixelRatio)
  const context = canvas.getContext('2d')
  const writer = new Canvas2DWriter({
    context: context as unknown as Canvas2D,
    makeTile: (widthPx, heightPx) => {
      const image = createCanvas(widthPx, heightPx)
      return { image, context: image.getContext('2d') as unknown as Canvas2D }
    },
  })
  const picture = samplePicture(palette)
  const layers = withShapes
    ? [...picture.layers, { kind: 'shapes' as const, shapes: sampleShapes(palette) }]
    : picture.layers
  writer.paint({ ...picture, layers }, pixelRatio)
  return context.getImageData(0, 0, canvas.width, canvas.height).data
}

async function pixelsOf(picture: string | Buffer): Promise<Uint8ClampedArray> {
  const image = await loadImage(picture)
  const canvas = createCanvas(image.width, image.height)
  const context = canvas.getContext('2d')
  context.drawImage(image, 0, 0)
  return context.getImageData(0, 0, image.width, image.height).data
}

/** Share of pixels of which any channel differs by more than the tolerance. */
function shareOfDifference(one: ArrayLike<number>, two: ArrayLike<number>): number {
  expect(one.length).toBe(two.length)
  let differing = 0
  for (let at = 0; at < one.length; at += 4) {
    for (let channel = 0; channel < 3; channel++) {
      if (Math.abs((one[at + channel] ?? 0) - (two[at + channel] ?? 0)) > channelTolerance) {
        differing++
        break
      }
    }
  }
  return differing / (one.length / 4)
}

const colorsIn = (pixels: ArrayLike<number>): number => {
  const colors = new Set<number>()
  for (let at = 0; at < pixels.length; at += 4)
    colors.add(((pixels[at] ?? 0) << 16) | ((pixels[at + 1] ?? 0) << 8) | (pixels[at + 2] ?? 0))
  return colors.size
}

test.describe('painters', () => {
  let browser: Browser
  let page: Page

  test.beforeAll(async () => {
    browser = await launchBrowser()
    page = await browser.newPage()
    await page.setContent('<!doctype html><title>painters</title>')
    await page.addScriptTag({ content: await bundlePage() })
  })

  test.afterAll(async () => {
    await browser.close()
  })

  for (const theme of ['dark', 'light'] as const) {
    for (const pixelRatio of [1, 2, 4]) {
      test(`agree in the ${theme} theme at ${pixelRatio} device pixels`, async () => {
        const [webgl, canvas2d] = await page.evaluate(
          async ([name, ratio]) =>
            [
              await window.paintSample('webgl', name, ratio),
              await window.paintSample('canvas2d', name, ratio),
            ] as const,
          [theme, pixelRatio] as const,
        )
        const node = inNode(theme, pixelRatio)
        // Nothing painted at all would agree too.
        expect(colorsIn(node)).toBeGreaterThan(20)
        expect(shareOfDifference(await pixelsOf(canvas2d), node)).toBeLessThanOrEqual(differingShare)
        expect(shareOfDifference(await pixelsOf(webgl), node)).toBeLessThanOrEqual(differingShare)
      })
    }
  }

  for (const theme of ['dark', 'light'] as const) {
    for (const pixelRatio of [1, 4]) {
      test(`SVG as a browser draws it agrees in ${theme} at ${pixelRatio} device pixels`, async () => {
        const palette = theme === 'dark' ? darkPalette : lightPalette
        const drawing = await browser.newPage({
          viewport: { width: sampleWidthPx, height: sampleHeightPx },
          deviceScaleFactor: pixelRatio,
        })
        const body = `<body style="margin:0">${writeSvg(samplePicture(palette), 'sample')}`
        await drawing.setContent(`<!doctype html><title>svg</title>${body}`)
        const drawn = await pixelsOf(await drawing.screenshot())
        await drawing.close()
        const share = shareOfDifference(drawn, inNode(theme, pixelRatio))
        expect(share).toBeLessThanOrEqual(pixelRatio === 1 ? differingShare : snappedShare)
      })
    }
  }

  test('find the picture again after a lost context', async () => {
    expect(await page.evaluate(() => window.loseAndRestore())).toBe(true)
  })

  test('would be seen to differ', () => {
    expect(shareOfDifference(inNode('dark', 1), inNode('dark', 1, true))).toBeGreaterThan(differingShare)
    expect(shareOfDifference(inNode('dark', 1), inNode('light', 1))).toBeGreaterThan(0.5)
  })
})
