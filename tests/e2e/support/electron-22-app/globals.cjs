/** Globals of Node 18 and later that the product uses, for Node 16. */
const { Blob } = require('node:buffer')
const { webcrypto } = require('node:crypto')
const streams = require('node:stream/web')
const v8 = require('node:v8')

/** @param {string} undiciFolder the fetch classes for Node below 18. */
function supplyGlobals(undiciFolder) {
  const { fetch, FormData, Headers, Request, Response } = require(undiciFolder)
  const supplied = {
    fetch,
    FormData,
    Headers,
    Request,
    Response,
    Blob,
    crypto: webcrypto,
    ReadableStream: streams.ReadableStream,
    WritableStream: streams.WritableStream,
    TransformStream: streams.TransformStream,
    TextDecoderStream: streams.TextDecoderStream,
    structuredClone: (value) => v8.deserialize(v8.serialize(value)),
  }
  for (const [name, value] of Object.entries(supplied)) {
    if (globalThis[name] === undefined) {
      Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
    }
  }
}

module.exports = { supplyGlobals }
