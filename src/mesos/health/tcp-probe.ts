import { connect } from 'node:net';

/** Whether somebody accepts connections at a port of this machine, or of another host. What is no port is none at which anybody does. */
export function isListening(port: number, signal: AbortSignal, host = '127.0.0.1'): Promise<boolean> {
  if (port > 65_535) return Promise.resolve(false);
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    const abort = () => settle(() => reject(signal.reason));
    const settle = (report: () => void) => {
      signal.removeEventListener('abort', abort);
      socket.destroy();
      report();
    };
    signal.addEventListener('abort', abort, { once: true });
    socket.on('connect', () => settle(() => resolve(true)));
    socket.on('error', () => settle(() => resolve(false)));
  });
}
