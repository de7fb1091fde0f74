import type { MasterInfo } from '../wire/messages.js';
import type { StandaloneDetector } from './detector.js';

/** What becomes of a candidacy. */
export interface Candidacy {
  /** It has begun. */
  entered(): void;
  /** It has ended, and with it the leadership, where it was one. To have another one is to contend again. */
  lost(): void;
  /** There can be none. */
  failed(error: Error): void;
}

/** Has a master take part in the election of the leader, as Mesos's MasterContender does. */
export interface MasterContender {
  /** Enters the contest on behalf of the master with this info. */
  contend(info: MasterInfo, candidacy: Candidacy): void;
}

/** Where there is one master only, whoever contends wins. Mesos's StandaloneMasterContender. */
export class StandaloneContender implements MasterContender {
  constructor(private readonly detector: StandaloneDetector) {}

  contend(info: MasterInfo, { entered }: Candidacy): void {
    entered();
    this.detector.appoint(info);
  }
}
