/**
 * From input to picture, and frames a second for how many rectangles. The host is stopped meanwhile: what is on the GPU must
 * be enough to follow the hand.
 */
import { settled } from './window-page.mjs'
import { spread } from './window-trace.mjs'

const moves = 60
const loopMs = 3_000

/** How many animation frames begin after an input until its picture is drawn, and how long that takes, host stopped. */
export async function* measureInput(page, hostPid) {
  const box = await page.getByTestId('timeline').boundingBox()
  const middle = { x: box.x + box.width * 0.6, y: box.y + box.height * 0.6 }
  await page.mouse.move(middle.x, middle.y)
  // Zoomed in, so that there is something to pan; what is left and right of the window is on the GPU by then.
  await page.keyboard.down('Control')
  for (let time = 0; time < 12; time++) await page.mouse.wheel(0, -120)
  await page.keyboard.up('Control')
  await settled(page)
  await page.evaluate(watchInputs)
  process.kill(hostPid, 'SIGSTOP')
  try {
    await page.mouse.down({ button: 'middle' })
    for (let step = 1; step <= moves; step++) {
      await page.mouse.move(middle.x - step * 5, middle.y)
      await page.waitForTimeout(30)
    }
    await page.mouse.up({ button: 'middle' })
    for (let step = 0; step < moves / 2; step++) {
      await page.mouse.wheel(step % 2 === 0 ? -40 : 40, 0)
      await page.waitForTimeout(30)
    }
  } finally {
    process.kill(hostPid, 'SIGCONT')
  }
  const { frames, drawnMs } = await page.evaluate(() => window.benchWatch.inputs())
  await settled(page)
  const late = frames.filter((count) => count > 1).length
  yield (
    `Panned while the host was stopped: ${frames.length} inputs that moved the picture; drawn in the first frame after: ` +
    `${frames.length - late}, later: ${late}. From the input to the end of drawing (median, p95, longest): ` +
    `${spread(drawnMs, 1)} ms on the wall.`
  )
}

/** Runs in the page. */
function watchInputs() {
  const { benchWatch } = window
  const timeline = document.querySelector('[data-testid="timeline"]')
  const frames = []
  const drawnMs = []
  let frame = 0
  const count = () => {
    frame++
    requestAnimationFrame(count)
  }
  requestAnimationFrame(count)
  let waiting = []
  for (const kind of ['pointermove', 'wheel'])
    window.addEventListener(kind, ({ timeStamp }) => waiting.push({ frame, timeStamp }), { capture: true })
  // Its time is written at the end of each frame that is drawn.
  new MutationObserver(() => {
    const nowMs = performance.now()
    // `count` may run before or after the timeline's own callback of the same frame: both are that frame.
    for (const one of waiting) {
      frames.push(Math.max(1, frame - one.frame))
      drawnMs.push(nowMs - one.timeStamp)
    }
    waiting = []
  }).observe(timeline, { attributes: true, attributeFilter: ['data-from-ns'] })
  benchWatch.inputs = () => ({ frames, drawnMs })
}

/**
 * Frames a second while panning, beside a bare mesh of as many rectangles in a loop of its own in the same minute: four
 * vertices each, nothing else. stack.md's figures are of a loop like this one with labels.
 */
export async function* measureRates(page, browser) {
  yield '| rectangles on the screen | timeline, frames a second | bare mesh of as many |'
  yield '|---|---|---|'
  const box = await page.getByTestId('timeline').boundingBox()
  await page.mouse.move(box.x + box.width * 0.6, box.y + box.height * 0.6)
  for (const density of ['normal', 'compact', 'dense']) {
    if (density !== 'normal') await page.keyboard.press('KeyC')
    await page.keyboard.press('Digit0')
    await settled(page)
    // Far enough in that panning to and fro never comes to an end of the run.
    await page.keyboard.down('KeyW')
    await page.waitForTimeout(1_500)
    await page.keyboard.up('KeyW')
    await settled(page)
    const count = Number(await page.getByTestId('timeline').getAttribute('data-rects'))
    const counted = page.evaluate(countDrawn, loopMs)
    for (const key of ['KeyD', 'KeyA', 'KeyD', 'KeyA']) {
      await page.keyboard.down(key)
      await page.waitForTimeout(loopMs / 4)
      await page.keyboard.up(key)
    }
    const drawn = await counted
    await settled(page)
    const bare = await browser.newPage({ viewport: { width: 1280, height: 720 } })
    const reference = await bare.evaluate(loopBareMesh, { count: Math.max(1, count), loopMs })
    await bare.close()
    yield `| ${count} (${density}) | ${rate(drawn)} | ${rate(reference)} |`
  }
  await page.keyboard.press('KeyC')
}

const rate = (frames) => ((frames / loopMs) * 1000).toFixed(1)

/** Runs in the page: how many frames the timeline draws in this time. */
function countDrawn(forMs) {
  return new Promise((settle) => {
    let drawn = 0
    const observer = new MutationObserver(() => drawn++)
    observer.observe(document.querySelector('[data-testid="timeline"]'), {
      attributes: true,
      attributeFilter: ['data-from-ns'],
    })
    setTimeout(() => {
      observer.disconnect()
      settle(drawn)
    }, forMs)
  })
}

/** Runs in an empty page: rectangles in 64 lanes, panned by a uniform. */
function loopBareMesh({ count, loopMs }) {
  const canvas = document.createElement('canvas')
  canvas.width = 1280
  canvas.height = 720
  document.body.style.margin = '0'
  document.body.append(canvas)
  const gl = canvas.getContext('webgl2', { antialias: false })
  const compile = (kind, text) => {
    const shader = gl.createShader(kind)
    gl.shaderSource(shader, text)
    gl.compileShader(shader)
    return shader
  }
  const program = gl.createProgram()
  gl.attachShader(
    program,
    compile(
      gl.VERTEX_SHADER,
      `#version 300 es
      in vec4 edges; in float tone; uniform float shift; flat out float vTone;
      void main() {
        int corner = gl_VertexID & 3;
        float x = (corner == 1 || corner == 2) ? edges.y : edges.x;
        float y = corner >= 2 ? edges.w : edges.z;
        vTone = tone;
        gl_Position = vec4((x + shift) / 640.0 - 1.0, 1.0 - y / 360.0, 0.0, 1.0);
      }`,
    ),
  )
  gl.attachShader(
    program,
    compile(
      gl.FRAGMENT_SHADER,
      `#version 300 es
      precision highp float; flat in float vTone; out vec4 color;
      void main() { color = vec4(vTone, 0.5, 1.0 - vTone, 1.0); }`,
    ),
  )
  gl.linkProgram(program)
  gl.useProgram(program)
  const data = new Float32Array(count * 20)
  const indexes = new Uint32Array(count * 6)
  const perLane = Math.ceil(count / 64)
  const widthPx = 1280 / perLane
  for (let index = 0; index < count; index++) {
    const x = (index % perLane) * widthPx
    const y = Math.floor(index / perLane) * 11
    for (let corner = 0; corner < 4; corner++)
      data.set([x, x + widthPx * 0.9, y, y + 9, (index % 7) / 7], (index * 4 + corner) * 5)
    const first = index * 4
    indexes.set([first, first + 1, first + 2, first, first + 2, first + 3], index * 6)
  }
  gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer())
  gl.bufferData(gl.ARRAY_BUFFER, data, gl.STATIC_DRAW)
  gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, gl.createBuffer())
  gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, indexes, gl.STATIC_DRAW)
  const edges = gl.getAttribLocation(program, 'edges')
  const tone = gl.getAttribLocation(program, 'tone')
  gl.enableVertexAttribArray(edges)
  gl.enableVertexAttribArray(tone)
  gl.vertexAttribPointer(edges, 4, gl.FLOAT, false, 20, 0)
  gl.vertexAttribPointer(tone, 1, gl.FLOAT, false, 20, 16)
  const shift = gl.getUniformLocation(program, 'shift')
  return new Promise((settle) => {
    let frames = 0
    const startMs = performance.now()
    const draw = (nowMs) => {
      gl.clear(gl.COLOR_BUFFER_BIT)
      gl.uniform1f(shift, Math.sin(nowMs / 300) * 20)
      gl.drawElements(gl.TRIANGLES, count * 6, gl.UNSIGNED_INT, 0)
      frames++
      if (nowMs - startMs < loopMs) requestAnimationFrame(draw)
      else settle(frames)
    }
    requestAnimationFrame(draw)
  })
}
