import { BlockList, connect, createServer, Server, type Socket } from 'node:net';
import type { Engine } from '../../../docker/engine.js';
import { type Address, formatAddress } from '../../process/pid.js';

/** By what name containers reach the machine of an engine that is in a virtual machine of its own. */
const HOST_OF_DESKTOP = 'host.docker.internal';

/**
 * Makes an agent that listens on the loopback address reachable from containers with a network of their own: by a port at the gateway of
 * that network, which is an address of this machine. Only executors have a use for it, so it is opened for the first of them. It is for who
 * is in that network: other machines that know a way to the gateway are none of these.
 */
export class AgentRelay {
  readonly #gates = new Map<string, Promise<string>>();
  readonly #open = new Set<Server | Socket>();

  constructor(
    private readonly engine: Engine,
    private readonly agent: Address,
  ) {}

  /**
   * Where the agent is for a container in a network: `172.17.0.1:43210`.
   * @throws Error when it cannot be reached from there
   */
  addressFor(network: string): Promise<string> {
    if (network === 'host' || !isLoopback(this.agent.ip)) return Promise.resolve(formatAddress(this.agent));
    if (!this.engine.local) return Promise.resolve(`${HOST_OF_DESKTOP}:${this.agent.port}`);
    let gate = this.#gates.get(network);
    if (!gate) {
      gate = this.#openGate(network);
      this.#gates.set(network, gate);
      gate.catch(() => this.#gates.delete(network));
    }
    return gate;
  }

  close(): void {
    for (const each of this.#open) each instanceof Server ? each.close() : each.destroy();
    this.#open.clear();
    this.#gates.clear();
  }

  async #openGate(network: string): Promise<string> {
    const { subnet, gateway: ip = subnet && firstOf(subnet) } = await this.#rangeOf(network);
    if (subnet === undefined || ip === undefined) {
      throw new Error(
        `An executor in the network '${network}' cannot reach the agent at ${formatAddress(this.agent)}: the network has no gateway. ` +
          'Run the executor with the network HOST or BRIDGE.',
      );
    }
    const inside = new BlockList();
    const [address = '', bits] = subnet.split('/');
    inside.addSubnet(address, Number(bits));
    const server = createServer((socket) => {
      // What comes from the gateway is this machine itself, which has the agent on loopback: a page that its browser shows, say.
      if (socket.remoteAddress !== ip && inside.check(socket.remoteAddress ?? '')) this.#pass(socket);
      else socket.destroy();
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', ({ message }) =>
        reject(
          new Error(
            `An executor in the network '${network}' cannot reach the agent at ${formatAddress(this.agent)}: the gateway ${ip} is no ` +
              `address of this machine (${message}). Run the executor with the network HOST, or the agent with the flag ip.`,
          ),
        ),
      );
      server.listen({ host: ip, port: 0 }, resolve);
    });
    server.unref();
    this.#open.add(server);
    return `${ip}:${(server.address() as { port: number }).port}`;
  }

  #pass(socket: Socket): void {
    const onward = connect({ host: this.agent.ip, port: this.agent.port });
    for (const [one, other] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      this.#open.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        this.#open.delete(one);
        // What one has said before it left is for the other.
        other.destroySoon();
      });
      one.pipe(other);
    }
  }

  async #rangeOf(network: string): Promise<{ readonly gateway?: string | undefined; readonly subnet?: string | undefined }> {
    const { IPAM } = (await this.engine.docker.getNetwork(network).inspect()) as {
      IPAM?: { Config?: { Gateway?: string; Subnet?: string }[] };
    };
    const { Gateway: gateway, Subnet: subnet } = IPAM?.Config?.find(({ Subnet }) => Subnet?.includes('.')) ?? {};
    return { gateway, subnet };
  }
}

/** The gateway of a network for which none was chosen: `172.17.0.1` of `172.17.0.0/16`. */
const firstOf = (subnet: string): string => subnet.replace(/(?<!\d)(\d+)\/\d+$/, (_, last: string) => String(Number(last) + 1));

const isLoopback = (ip: string): boolean => ip.startsWith('127.');
