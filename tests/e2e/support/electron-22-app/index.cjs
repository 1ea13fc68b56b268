/**
 * Start-up app for a runtime of Electron 22, used by the window tests where the Electron of package.json cannot be
 * had. It supplies what the product may count on and 22 does not have yet (protocol.handle, webUtils, items of the
 * clipboard, the fetch classes and a few globals of later Nodes), then hands over to the project named by the first word without a dash.
 * Nothing of it is part of the product, and the product contains nothing for it.
 */
const electron = require('electron')
const path = require('node:path')

const words = process.argv.slice(1)
const required = []
let project
for (let index = 0; index < words.length && project === undefined; index++) {
  if (words[index] === '-r' || words[index] === '--require') required.push(words[++index])
  else if (!words[index].startsWith('-')) project = path.resolve(words[index])
}
if (project === undefined) throw new Error('no project folder among the arguments')

require('./globals.cjs').supplyGlobals(path.join(project, 'node_modules', 'undici'))
require('./protocol-handle.cjs').supplyProtocolHandle(electron)
require('./clipboard-items.cjs').supplyClipboardItems(electron)
electron.app.once('ready', () => {
  electron.session.defaultSession.setPreloads([path.join(__dirname, 'web-utils-preload.cjs')])
})

for (const module of required) require(path.resolve(module))
electron.app.setAppPath(project)
// What Electron's own default app does: the main script sees the project as its package.
const { main, name, version } = require(path.join(project, 'package.json'))
electron.app.setName(name)
electron.app.setVersion(version)
require(path.resolve(project, main))
