/** webUtils (Electron 29): before it, a file told its path itself. Runs before the product's own preload. */
const electron = require('electron')

if (electron.webUtils === undefined) {
  electron.webUtils = { getPathForFile: (file) => file.path ?? '' }
}
