import { unsupported } from '../capabilities.js';
import type { DriverAgent, DriverMaster } from '../driver.js';
import type { MasterPlace } from './masters.js';

const NOT_OURS = 'it runs elsewhere, and minimesos ends and starts nothing there';

/** What cannot be done with a cluster that is there already. */
export const refused = (operation: string, reason = NOT_OURS) => unsupported('attached', operation, reason);

/** A master that was there before. */
export class AttachedMaster implements DriverMaster {
  running = true;
  leading = false;

  constructor(readonly place: MasterPlace) {}

  get url(): string {
    return this.place.url;
  }

  get ip(): string {
    return this.place.host;
  }

  get port(): number {
    return this.place.port;
  }

  async kill(): Promise<void> {
    throw refused('master.kill()');
  }

  async restart(): Promise<void> {
    throw refused('master.restart()');
  }

  async pause(): Promise<void> {
    throw refused('master.pause()');
  }

  async resume(): Promise<void> {
    throw refused('master.resume()');
  }
}

/** An agent that is registered with the leading master. */
export class AttachedAgent implements DriverAgent {
  running = true;

  /** @param pid `slave(1)@ip:port`; another one when it comes back elsewhere */
  constructor(
    readonly id: string,
    public pid: string,
  ) {}

  get url(): string {
    return `http://${this.#address}`;
  }

  get ip(): string {
    return this.#address.slice(0, this.#address.lastIndexOf(':'));
  }

  get port(): number {
    return Number(this.#address.slice(this.#address.lastIndexOf(':') + 1));
  }

  async stop(): Promise<void> {
    throw refused('agent.stop()');
  }

  async kill(): Promise<void> {
    throw refused('agent.kill()');
  }

  async restart(): Promise<void> {
    throw refused('agent.restart()');
  }

  async pause(): Promise<void> {
    throw refused('agent.pause()');
  }

  async resume(): Promise<void> {
    throw refused('agent.resume()');
  }

  get #address(): string {
    return this.pid.slice(this.pid.indexOf('@') + 1);
  }
}
