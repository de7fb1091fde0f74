import { connect } from 'node:net';

/** Sends bytes to a port of this machine, and resolves when the connection is over: at the latest after `patienceMs`, when it is cut. */
export const send = (port: number, bytes: Uint8Array, patienceMs: number): Promise<void> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const patience = setTimeout(() => socket.destroy(), patienceMs);
    socket
      .on('error', () => {})
      .on('close', () => {
        clearTimeout(patience);
        resolve();
      });
    socket.resume().end(bytes);
  });
