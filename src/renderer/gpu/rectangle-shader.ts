/**
 * The rules of picture/rectangle-geometry.ts and picture/patterns.ts in GLSL: edges on whole device pixels, a least
 * width, one free pixel between neighbours, patterns anchored to the picture. A pixel test compares both.
 *
 * All that can be decided at the corners is decided there. What is left to a pixel is the same for all cues, and has no branch: is its
 * bit of the pattern set, is it in the part that may be inked, is it outside of the part within the rim. Software GL works on both
 * sides of an `if` anyway, and a look into a table of uniforms costs it more than all of this.
 *
 * Four vertices a rectangle; the corner comes from gl_VertexID, so all four carry the same data and a refill writes
 * plain copies. No instancing: software GL pays 3 to 11 times for it.
 */
import { edgeFromPx, joinedStyle, separationFromPx, styleCount } from '../../picture/draw-list'
import { patterns, type Pattern } from '../../picture/palette'
import {
  isInked,
  patternMinimumHeightPx,
  patternMinimumWidthPx,
  patternPeriodPx,
} from '../../picture/patterns'

/** Of `uView`, which all a layer's rectangles share: device pixels throughout. */
export const viewVectors = 4

const viewNames = `
uniform vec4 uView[${viewVectors}];
#define CANVAS uView[0].xy  // width, height
#define STROKE uView[0].z
#define PER_STROKE uView[0].w
#define CLIP uView[1]       // left, top, right, bottom
#define MAP uView[2]        // px per unit, px of the origin; px per row px, px of row 0
#define PHASE uView[3].xy
`

/** One period as bits: row after row from the lowest bit of the first word on, a row's left pixel first. */
function bitsOf(pattern: Pattern): string {
  const words = [0, 0]
  for (let y = 0; y < patternPeriodPx; y++) {
    for (let x = 0; x < patternPeriodPx; x++) {
      // Two that follow the rectangle: lines along its top, and a notch, which is a box of its own.
      const isSet =
        pattern === 'double-top' ? y === 0 || y === 2 : pattern === 'notch' || isInked(pattern, x, y)
      if (isSet) words[y >> 2]! |= 1 << ((y & 3) * patternPeriodPx + x)
    }
  }
  return `uvec2(${words.map((word) => `${word >>> 0}u`).join(', ')})`
}

const numberOf = (pattern: Pattern): number => patterns.indexOf(pattern)

export const rectangleVertexShader = `#version 300 es
precision highp float;
precision highp int;
in vec4 aEdges;      // left, right (data units from the origin), top, bottom (row pixels)
in vec4 aStyle;      // index of the style in x
${viewNames}
uniform vec4 uFill[${styleCount}];
uniform vec4 uInk[${styleCount}];
uniform vec4 uEdge[${styleCount}];
uniform vec4 uShape[${styleCount}]; // pattern, least width in px, separated, has edge
uniform vec4 uBackground;

flat out vec4 vColor;   // of all pixels without a cue; colours are premultiplied
flat out vec4 vInk;
flat out vec4 vRim;
flat out uvec2 vBits;   // of the pattern
flat out vec2 vAnchor;  // where it begins
flat out vec3 vInkBox;  // top, bottom, right of what may be inked
flat out vec4 vInner;   // left, top, right, bottom of what is not rim

const uvec2 BITS[${patterns.length}] = uvec2[${patterns.length}](${patterns.map(bitsOf).join(', ')});
const int NOTCH = ${numberOf('notch')};
const int DOUBLE_TOP = ${numberOf('double-top')};
const float FAR = 1.0e6;

float roundHalfUp(float value) { return floor(value + 0.5); }

vec4 premultiplied(vec4 color) { return vec4(color.rgb * color.a, color.a); }

void main() {
  int style = int(aStyle.x + 0.5);
  bool isJoined = style >= ${joinedStyle};
  if (isJoined) style -= ${joinedStyle};
  vec4 shape = uShape[style];
  float left = roundHalfUp(clamp(aEdges.x * MAP.x + MAP.y, -FAR, FAR));
  float right = roundHalfUp(clamp(aEdges.y * MAP.x + MAP.y, -FAR, FAR));
  right = max(right, left + roundHalfUp(shape.y * MAP.z));
  if (shape.z > 0.5 && !isJoined && right - left >= ${separationFromPx}.0 * STROKE) right -= STROKE;
  float top = roundHalfUp(aEdges.z * MAP.z + MAP.w);
  float bottom = max(roundHalfUp(aEdges.w * MAP.z + MAP.w), top + 1.0);
  float width = right - left;
  float height = bottom - top;

  bool isLarge = width >= ${patternMinimumWidthPx}.0 * STROKE && height >= ${patternMinimumHeightPx}.0 * STROKE;
  int pattern = isLarge ? int(shape.x + 0.5) : 0;
  if (pattern == NOTCH && isJoined) pattern = 0;
  vColor = premultiplied(uFill[style]);
  vInk = premultiplied(uInk[style]);
  vBits = BITS[pattern];
  vAnchor = PHASE;
  vInkBox = vec3(-FAR, FAR, FAR);
  // Too small for a hatch: the ink alone, so that it never vanishes.
  if (!isLarge && vColor.a == 0.0) vColor = vInk;
  if (pattern == NOTCH) {
    float third = floor(height / 3.0);
    vInk = premultiplied(uBackground);
    vInkBox = vec3(top + third, bottom - third, left + 3.0 * STROKE);
  } else if (pattern == DOUBLE_TOP) {
    vAnchor = vec2(left, top);
    vInkBox = vec3(top, top + 3.0 * STROKE, FAR);
  }

  vRim = premultiplied(uEdge[style]);
  vInner = vec4(-FAR, -FAR, FAR, FAR);
  if (shape.w > 0.5 && height >= ${edgeFromPx}.0 * STROKE) {
    vInner.yw = vec2(top + STROKE, bottom - STROKE);
    if (!isJoined && width >= ${edgeFromPx}.0 * STROKE) vInner.xz = vec2(left + STROKE, right - STROKE);
  }

  int corner = gl_VertexID & 3;
  float x = (corner == 1 || corner == 2) ? right : left;
  float y = corner >= 2 ? bottom : top;
  x = clamp(x, CLIP.x, CLIP.z);
  y = clamp(y, CLIP.y, CLIP.w);
  gl_Position = vec4(x / CANVAS.x * 2.0 - 1.0, 1.0 - y / CANVAS.y * 2.0, 0.0, 1.0);
}
`

export const rectangleFragmentShader = `#version 300 es
precision highp float;
precision highp int;
flat in vec4 vColor;
flat in vec4 vInk;
flat in vec4 vRim;
flat in uvec2 vBits;
flat in vec2 vAnchor;
flat in vec3 vInkBox;
flat in vec4 vInner;
out vec4 finalColor;
${viewNames}
void main() {
  // The middle of the pixel, from the left top corner.
  vec2 at = vec2(gl_FragCoord.x, CANVAS.y - gl_FragCoord.y);
  ivec2 cell = ivec2(floor((at - vAnchor) * PER_STROKE)) & ${patternPeriodPx - 1};
  uint word = cell.y < 4 ? vBits.x : vBits.y;
  bool isInked = (word >> uint((cell.y & 3) * ${patternPeriodPx} + cell.x) & 1u) == 1u
    && at.y > vInkBox.x && at.y < vInkBox.y && at.x < vInkBox.z;
  bool isRim = at.x < vInner.x || at.y < vInner.y || at.x > vInner.z || at.y > vInner.w;
  vec4 color = isRim ? vRim : isInked ? vInk : vColor;
  if (color.a == 0.0) discard;
  finalColor = color;
}
`

/**
 * The same for rectangles of which none shows a cue. It discards nothing: where software GL need not ask a pixel whether it is there,
 * it costs half.
 */
export const plainFragmentShader = `#version 300 es
precision highp float;
flat in vec4 vColor;
out vec4 finalColor;
void main() { finalColor = vColor; }
`
