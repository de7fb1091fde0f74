import type { DriverCluster, DriverMaster, FailoverOptions } from '../drivers/driver.js';
import { masterGone } from '../drivers/master-gone.js';
import { noLeader } from '../drivers/no-leader.js';
import { MinimesosError } from '../errors.js';
import { type HttpClient, isBrokenConnection } from '../http-client.js';
import { show } from '../problem.js';
import type { MesosState } from './mesos-state.js';
import { checkOptions } from './options.js';
import { stateDocument } from './state-document.js';

type Running = Pick<DriverCluster, 'masters' | 'leader' | 'refresh'>;

/**
 * The leading master.
 * @throws MinimesosError `NO_LEADER`, `MASTER_GONE` when the only one there is does not run
 */
export function requireLeader({ masters, leader }: Running, operation: string): DriverMaster {
  if (leader.leading) return leader;
  if (masters.length === 1 && !leader.running) throw masterGone(leader, operation);
  throw noLeader(masters, operation);
}

/** See {@link MesosCluster.failover}. */
export async function failover(running: DriverCluster, options: FailoverOptions): Promise<void> {
  checkOptions('failover()', options, { restart: true });
  const { restart } = options;
  if (restart !== undefined && typeof restart !== 'boolean') {
    const details = { argument: 'restart of failover()', came: show(restart), expected: 'true or false' };
    throw new MinimesosError('INVALID_ARGUMENT', details);
  }
  await running.failover(options);
}

/** What fails because no master leads says so. */
export function explainBroken(running: Running, error: unknown, operation: string): unknown {
  if (running.leader.leading || !isBrokenConnection(error)) return error;
  try {
    requireLeader(running, operation);
    return error;
  } catch (reason) {
    return reason instanceof MinimesosError ? new MinimesosError(reason.code, reason.details, { cause: error }) : reason;
  }
}

/** What the leading master answers to `GET /state`; the next one is asked when it leads no more before it has answered. */
export async function readState(running: Running, http: HttpClient, signal: AbortSignal): Promise<MesosState> {
  for (;;) {
    if (!running.leader.leading) await running.refresh?.();
    const leader = requireLeader(running, 'To read the state');
    try {
      return stateDocument(await http.getJson(`${leader.url}/state`, signal), leader.url);
    } catch (error) {
      if (signal.aborted) throw error;
      await running.refresh?.();
      if (running.leader === leader && leader.leading) throw error;
    }
  }
}
