import { connect } from 'node:net';
import type { ZooKeeperServer } from '../../src/zookeeper/server.js';

/** What a server answers to a word of four letters. */
export const askWord = (server: Pick<ZooKeeperServer, 'ip' | 'port'>, text: string): Promise<string> =>
  new Promise((resolve) => {
    let answer = '';
    const socket = connect(server.port, server.ip, () => socket.write(text));
    socket.on('data', (chunk) => {
      answer += String(chunk);
    });
    socket.on('close', () => resolve(answer));
  });
