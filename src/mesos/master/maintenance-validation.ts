import { isIPv4 } from 'node:net';
import type { MachineID, maintenance } from '../wire/messages.js';

/** What tells one machine from another: names of hosts in capital letters are the same names. */
export const machineKey = ({ hostname, ip }: MachineID): string => JSON.stringify([hostname?.toLowerCase(), ip]);

/** As Mesos shows a machine in messages. */
export const showMachine = ({ hostname, ip }: MachineID): string => JSON.stringify({ hostname, ip });

/** What is wrong with a schedule, in Mesos's words, apart from the machines that are down. */
export function validateSchedule({ windows = [] }: maintenance.Schedule): string | undefined {
  const seen = new Set<string>();
  for (const { machine_ids = [], unavailability } of windows) {
    if (machine_ids.length === 0) return 'List of machines in the maintenance window is empty';
    if ((unavailability.duration?.nanoseconds ?? 0) < 0) return "Unavailability 'duration' is negative";
    const problem = validateEach(machine_ids, seen);
    if (problem) return problem;
  }
  return undefined;
}

/** What is wrong with a list of machines to be taken down or up, in Mesos's words. */
export function validateMachines(ids: readonly MachineID[]): string | undefined {
  return ids.length === 0 ? 'List of machines is empty' : validateEach(ids, new Set());
}

function validateEach(ids: readonly MachineID[], seen: Set<string>): string | undefined {
  for (const id of ids) {
    const problem = validateMachine(id);
    if (problem) return problem;
    if (seen.has(machineKey(id))) return `Machine '${showMachine(id)}' appears more than once in the schedule`;
    seen.add(machineKey(id));
  }
  return undefined;
}

function validateMachine({ hostname, ip }: MachineID): string | undefined {
  if (!hostname && !ip) return "Both 'hostname' and 'ip' for a machine are empty";
  return ip && !isIPv4(ip) ? `Failed to parse IPv4: ${ip}` : undefined;
}
