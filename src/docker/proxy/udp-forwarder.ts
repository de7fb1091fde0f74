import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import type { Clock, Timer } from '../../mesos/process/clock.js';
import type { PortBinding } from './port-binding.js';
import type { Forwarder, Target } from './published-ports.js';

/** How long a peer may be silent until answers no longer find it. */
const IDLE_MS = 90_000;
/** Of one port; the one that was silent longest makes place for the next. */
const MOST_PEERS = 1000;

/** What goes to and comes from a container on account of one peer. */
interface Conversation {
  readonly socket: Socket;
  timer: Timer;
}

/** Receives datagrams at the agent's address for a container, and sends its answers to who asked. */
export async function forwardUdp({ port, hostPort, hostAddress }: PortBinding, target: Target, clock: Clock): Promise<Forwarder> {
  const conversations = new Map<string, Conversation>();
  const server = createSocket('udp4');
  const end = (peer: string) => {
    const conversation = conversations.get(peer);
    conversations.delete(peer);
    conversation?.timer.cancel();
    conversation?.socket.close();
  };
  const begin = (peer: string, address: string, peerPort: number): Conversation => {
    const [oldest] = conversations.keys();
    if (oldest !== undefined && conversations.size >= MOST_PEERS) end(oldest);
    const socket = createSocket('udp4');
    socket.on('message', (message) => server.send(message, peerPort, address, () => {}));
    socket.on('error', () => end(peer)); // Nobody listens there.
    return { socket, timer: clock.delay(IDLE_MS, () => end(peer)) };
  };
  let open = true;
  const pass = async (message: Buffer, { address, port: peerPort }: RemoteInfo) => {
    if (peerPort === 0) return; // No answer can be sent there, and Node refuses to try.
    const host = await target();
    if (host === undefined || !open) return;
    const peer = `${address}:${peerPort}`;
    const conversation = conversations.get(peer) ?? begin(peer, address, peerPort);
    conversation.timer.cancel();
    conversation.timer = clock.delay(IDLE_MS, () => end(peer));
    // The one that spoke last is the last to go.
    conversations.delete(peer);
    conversations.set(peer, conversation);
    conversation.socket.send(message, port, host, () => {});
  };
  server.on('message', (message, peer) => void pass(message, peer));
  await new Promise<void>((resolve, reject) => {
    server.on('error', reject).bind(hostPort, hostAddress, resolve);
  });
  return {
    hostPort: server.address().port,
    close() {
      open = false;
      server.close();
      for (const peer of [...conversations.keys()]) end(peer);
    },
  };
}
