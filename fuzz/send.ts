import { connect } from 'node:net';

/**
 * Sends bytes to a port of this machine, or a socket with that path, and resolves when the connection is over: at the latest after
 * `patienceMs`, when it is cut.
 * @param waits whether to say that nothing more will come only when an answer does, as clients do; else at once
 */
export const send = (to: number | string, bytes: Uint8Array, patienceMs: number, waits = false): Promise<void> =>
  new Promise((resolve) => {
    const socket = typeof to === 'number' ? connect(to, '127.0.0.1') : connect(to);
    const patience = setTimeout(() => socket.destroy(), patienceMs);
    socket
      .on('error', () => {})
      .on('close', () => {
        clearTimeout(patience);
        resolve();
      });
    if (waits) socket.once('data', () => socket.end()).write(bytes);
    else socket.resume().end(bytes);
  });
