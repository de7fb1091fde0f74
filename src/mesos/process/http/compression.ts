import { gunzipSync, gzipSync } from 'node:zlib';
import { type HttpResponse, textResponse } from './message.js';

/** Answers of this size or more are compressed for clients that accept it, as libprocess does. */
const GZIP_MINIMUM_BYTES = 1024;

/** The payload of an answer, compressed when that is worth it and the client's Accept-Encoding allows it; else undefined. */
export function compressed(payload: string | Buffer, acceptEncoding: string | undefined): Buffer | undefined {
  return Buffer.byteLength(payload) >= GZIP_MINIMUM_BYTES && acceptsGzip(acceptEncoding) ? gzipSync(payload) : undefined;
}

/** Whether an Accept-Encoding header allows gzip: by its name, else by the wildcard. A weight of 0 forbids. */
export function acceptsGzip(acceptEncoding = ''): boolean {
  const codings = acceptEncoding
    .toLowerCase()
    .replace(/[ \t]/g, '')
    .split(',')
    .map((coding) => coding.split(';'));
  const gzip = codings.find(([name]) => name === 'gzip') ?? codings.find(([name]) => name === '*');
  if (!gzip) return false;
  const weight = gzip.find((parameter) => parameter.startsWith('q='));
  return weight === undefined || Number(weight.slice('q='.length)) > 0;
}

/** The body of a request as it was before compression, or the answer to one that cannot be had. */
export function decompressed(body: Buffer, contentEncoding: string | undefined, maxBytes: number): Buffer | HttpResponse {
  if (body.length === 0 || contentEncoding?.toLowerCase() !== 'gzip') return body;
  try {
    return gunzipSync(body, { maxOutputLength: maxBytes });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    // libprocess closes the connection; an answer tells the client why.
    return code === 'ERR_BUFFER_TOO_LARGE' ? textResponse(413) : textResponse(400, `Failed to decompress the body: ${message}`);
  }
}
