/** The clipboard of later Electrons, where entries are items of Blobs by type; before it, pictures had functions of their own. */
class ClipboardItem {
  constructor(items) {
    this.items = items
  }

  get types() {
    return Object.keys(this.items)
  }

  getType(type) {
    return Promise.resolve(this.items[type])
  }
}

/** PNG pictures only: they are all that the product writes this way. */
exports.supplyClipboardItems = (electron) => {
  if (electron.ClipboardItem !== undefined) return
  const { clipboard, nativeImage } = electron
  Object.defineProperty(electron, 'ClipboardItem', { value: ClipboardItem, enumerable: true })
  clipboard.write = async ([item]) => {
    const png = await item.getType('image/png')
    clipboard.writeImage(nativeImage.createFromBuffer(Buffer.from(await png.arrayBuffer())))
  }
  clipboard.read = async () => {
    const image = clipboard.readImage()
    return image.isEmpty()
      ? []
      : [new ClipboardItem({ 'image/png': new Blob([image.toPNG()], { type: 'image/png' }) })]
  }
}
