/** protocol.handle (Electron 25) over registerStreamProtocol. */
const { Readable } = require('node:stream')
const fs = require('node:fs')

function bodyOf(electron, uploadData) {
  return Promise.all(
    (uploadData ?? []).map((part) => {
      if (part.blobUUID !== undefined) return electron.session.defaultSession.getBlobData(part.blobUUID)
      if (part.file !== undefined) return fs.promises.readFile(part.file)
      return part.bytes
    }),
  ).then((parts) => Buffer.concat(parts))
}

/** The body as a Node stream of bytes; the protocol drops anything else. Closing it early cancels the source. */
function streamOf(response, abort) {
  const reader = response.body?.getReader()
  let isEnded = false
  return new Readable({
    read() {
      if (reader === undefined) {
        this.push(null)
        return
      }
      reader.read().then(
        ({ done, value }) => {
          isEnded = done
          this.push(done ? null : Buffer.from(value.buffer, value.byteOffset, value.byteLength))
        },
        (error) => this.destroy(error),
      )
    },
    destroy(error, callback) {
      if (!isEnded) {
        abort.abort()
        reader?.cancel().catch(() => undefined)
      }
      callback(error)
    },
  })
}

function supplyProtocolHandle(electron) {
  if (electron.protocol.handle !== undefined) return
  electron.protocol.handle = (scheme, handler) => {
    electron.protocol.registerStreamProtocol(scheme, (request, callback) => {
      const abort = new AbortController()
      const isBodyless = request.method === 'GET' || request.method === 'HEAD'
      bodyOf(electron, request.uploadData)
        .then((body) =>
          handler(
            new Request(request.url, {
              method: request.method,
              headers: request.headers,
              signal: abort.signal,
              ...(isBodyless ? {} : { body }),
            }),
          ),
        )
        .then((response) =>
          callback({
            statusCode: response.status,
            headers: Object.fromEntries(response.headers),
            data: streamOf(response, abort),
          }),
        )
        .catch((error) => {
          process.stderr.write(`protocol.handle: ${error.stack}\n`)
          callback({ error: -2 })
        })
    })
  }
}

module.exports = { supplyProtocolHandle }
