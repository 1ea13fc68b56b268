/**
 * The rules of picture/rectangle-geometry.ts and picture/patterns.ts in GLSL: edges on whole device pixels, a least
 * width, one free pixel between neighbours, patterns anchored to the picture. A pixel test compares both.
 *
 * Four vertices a rectangle; the corner comes from gl_VertexID, so all four carry the same data and a refill writes
 * plain copies. No instancing: software GL pays 3 to 11 times for it.
 */
import { edgeFromPx, joinedStyle, separationFromPx, styleCount } from '../../picture/draw-list'
import { patternMinimumHeightPx, patternMinimumWidthPx, patternPeriodPx } from '../../picture/patterns'

export const rectangleVertexShader = `#version 300 es
precision highp float;
precision highp int;
in vec4 aEdges;      // left, right (data units from the origin), top, bottom (row pixels)
in vec4 aStyle;      // index of the style in x

uniform vec2 uCanvas;   // device pixels
uniform vec4 uClip;     // left, top, right, bottom in device pixels
uniform vec4 uMap;      // device px per unit, device px of the origin; device px per row px, device px of row 0
uniform float uStroke;
uniform vec4 uFill[${styleCount}];
uniform vec4 uShape[${styleCount}]; // pattern, least width in px, separated, has edge

flat out int vStyle;
flat out int vJoined;
flat out vec4 vFull;    // left, top, right, bottom in device pixels, not cut

const float FAR = 1.0e6;

float roundHalfUp(float value) { return floor(value + 0.5); }

void main() {
  int style = int(aStyle.x + 0.5);
  bool isJoined = style >= ${joinedStyle};
  if (isJoined) style -= ${joinedStyle};
  vec4 shape = uShape[style];
  float left = roundHalfUp(clamp(aEdges.x * uMap.x + uMap.y, -FAR, FAR));
  float right = roundHalfUp(clamp(aEdges.y * uMap.x + uMap.y, -FAR, FAR));
  right = max(right, left + roundHalfUp(shape.y * uMap.z));
  if (shape.z > 0.5 && !isJoined && right - left >= ${separationFromPx}.0 * uStroke) right -= uStroke;
  float top = roundHalfUp(aEdges.z * uMap.z + uMap.w);
  float bottom = max(roundHalfUp(aEdges.w * uMap.z + uMap.w), top + 1.0);
  vStyle = style;
  vJoined = isJoined ? 1 : 0;
  vFull = vec4(left, top, right, bottom);
  int corner = gl_VertexID & 3;
  float x = (corner == 1 || corner == 2) ? right : left;
  float y = corner >= 2 ? bottom : top;
  x = clamp(x, uClip.x, uClip.z);
  y = clamp(y, uClip.y, uClip.w);
  gl_Position = vec4(x / uCanvas.x * 2.0 - 1.0, 1.0 - y / uCanvas.y * 2.0, 0.0, 1.0);
}
`

export const rectangleFragmentShader = `#version 300 es
precision highp float;
precision highp int;
flat in int vStyle;
flat in int vJoined;
flat in vec4 vFull;
out vec4 finalColor;

uniform vec2 uCanvas;
uniform float uStroke;
uniform vec2 uPhase;
uniform vec4 uFill[${styleCount}];
uniform vec4 uInk[${styleCount}];
uniform vec4 uEdge[${styleCount}];
uniform vec4 uShape[${styleCount}];
uniform vec4 uBackground;

vec4 premultiplied(vec4 color) { return vec4(color.rgb * color.a, color.a); }

void main() {
  // Whole device pixels from the left top corner.
  vec2 at = vec2(floor(gl_FragCoord.x), uCanvas.y - 1.0 - floor(gl_FragCoord.y));
  vec4 fill = uFill[vStyle];
  vec4 shape = uShape[vStyle];
  int pattern = int(shape.x + 0.5);
  float width = vFull.z - vFull.x;
  float height = vFull.w - vFull.y;
  vec4 color = fill;
  bool isLarge = width >= ${patternMinimumWidthPx}.0 * uStroke && height >= ${patternMinimumHeightPx}.0 * uStroke;
  if (isLarge) {
    vec2 grid = floor((at - uPhase) / uStroke);
    float column = mod(grid.x, ${patternPeriodPx}.0);
    float row = mod(grid.y, ${patternPeriodPx}.0);
    bool isInked = false;
    if (pattern == 1 && vJoined == 0) {
      float third = floor(height / 3.0);
      if (at.x < vFull.x + 3.0 * uStroke && at.y >= vFull.y + third && at.y < vFull.w - third) color = uBackground;
    } else if (pattern == 2) {
      isInked = mod(column, 4.0) < 0.5;
    } else if (pattern == 3) {
      isInked = (mod(column, 4.0) < 0.5 && mod(row, 4.0) < 0.5)
        || (abs(mod(column, 4.0) - 2.0) < 0.5 && abs(mod(row, 4.0) - 2.0) < 0.5);
    } else if (pattern == 4) {
      isInked = mod(column + row, 8.0) < 0.5;
    } else if (pattern == 5) {
      isInked = mod(column - row + 8.0, 8.0) < 0.5;
    } else if (pattern == 6) {
      float down = floor((at.y - vFull.y) / uStroke);
      isInked = down < 0.5 || abs(down - 2.0) < 0.5;
    } else if (pattern == 7) {
      isInked = mod(column + row, 8.0) < 1.5;
    }
    if (isInked) color = uInk[vStyle];
  } else if (fill.a == 0.0) {
    color = uInk[vStyle];
  }
  if (shape.w > 0.5 && height >= ${edgeFromPx}.0 * uStroke) {
    bool isRim = at.y < vFull.y + uStroke || at.y >= vFull.w - uStroke;
    if (vJoined == 0 && width >= ${edgeFromPx}.0 * uStroke) {
      isRim = isRim || at.x < vFull.x + uStroke || at.x >= vFull.z - uStroke;
    }
    if (isRim) color = uEdge[vStyle];
  }
  if (color.a == 0.0) discard;
  finalColor = premultiplied(color);
}
`
