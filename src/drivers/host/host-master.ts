import type { DriverMaster } from '../driver.js';
import type { MasterInfo } from './cluster-info.js';

/** What can be asked for a master. */
export type MasterOperation = 'kill' | 'pause' | 'resume' | 'restart';

/** A master of a cluster in a host process: what was heard of it last. */
export class HostMaster implements DriverMaster {
  /** @param ask has the server do something to this master; what has changed is known when it resolves */
  constructor(
    private info: MasterInfo,
    private readonly ask: (operation: MasterOperation) => Promise<void>,
  ) {}

  get url(): string {
    return this.info.url;
  }

  get ip(): string {
    return this.info.ip;
  }

  get port(): number {
    return this.info.port;
  }

  get running(): boolean {
    return this.info.running;
  }

  get end(): string | undefined {
    return this.info.end;
  }

  get leading(): boolean {
    return this.info.leading;
  }

  kill(): Promise<void> {
    return this.ask('kill');
  }

  pause(): Promise<void> {
    return this.ask('pause');
  }

  resume(): Promise<void> {
    return this.ask('resume');
  }

  restart(): Promise<void> {
    return this.ask('restart');
  }

  /** Takes over what the server says now. */
  update(info: MasterInfo): void {
    this.info = info;
  }
}
