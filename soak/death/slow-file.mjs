// A file that takes a while to fetch.
import { createServer } from 'node:http';
import { sleep } from '../until.mjs';

const PIECES = 8;
const PIECE_MS = 60;

/** Serves it; resolves with its URL and what ends that. */
export async function serveSlowFile() {
  const server = createServer(async (_, response) => {
    response.writeHead(200, { 'Content-Length': PIECES });
    for (let piece = 0; piece < PIECES && !response.destroyed; piece++) {
      response.write('x');
      await sleep(PIECE_MS);
    }
    response.end();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const end = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${server.address().port}/slow`, end };
}
