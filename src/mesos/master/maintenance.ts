import type { Approvers } from '../authorizer/authorizer.js';
import type { MachineID, MachineInfo, maintenance, Unavailability } from '../wire/messages.js';
import { machineKey, showMachine, validateMachines, validateSchedule } from './maintenance-validation.js';
import type { Master } from './master.js';
import { FORBIDDEN, invalid, type Refusal } from './refusal.js';
import { machineOf, type RegisteredAgent } from './registered-agent.js';

interface Machine {
  readonly id: MachineID;
  /** DRAINING while it is on the schedule. */
  mode: MachineInfo.Mode;
  unavailability: Unavailability | undefined;
}

const TAKEN_DOWN = "Operator initiated 'Machine DOWN'";

/**
 * Maintenance of machines, which are known by host name and IP address: all agents of one are taken down together. The
 * schedule says which machines will be unavailable when, and frameworks are asked to leave them.
 */
export class Maintenance {
  /** Those that are, or once were, on the schedule or had agents; as in Mesos nobody forgets them. */
  readonly #machines = new Map<string, Machine>();

  constructor(private readonly master: Master) {}

  /** The master has recovered its registry. */
  recover(): void {
    for (const { id, mode = 'UP', unavailability } of this.master.registry.machines) {
      this.#machines.set(machineKey(id), { id, mode, unavailability });
    }
  }

  get schedule(): maintenance.Schedule {
    return this.#windows.length > 0 ? { windows: [...this.#windows] } : {};
  }

  /** Machines that are to be taken down, with what frameworks say to it, and those that are down. */
  get status(): maintenance.ClusterStatus {
    const machines = [...this.#machines.values()];
    const draining = machines.filter(({ mode }) => mode === 'DRAINING').map(({ id }) => ({ id, ...this.#answers(id) }));
    const down = machines.filter(({ mode }) => mode === 'DOWN').map(({ id }) => id);
    return {
      ...(draining.length > 0 && { draining_machines: draining }),
      ...(down.length > 0 && { down_machines: down }),
    };
  }

  /** An agent is new in the books, and its machine may be known already. */
  agentAdded({ id, machine }: RegisteredAgent): void {
    const { unavailability } = this.#machines.get(machineKey(machine)) ?? this.#add(machine);
    if (unavailability) this.master.allocator.updateUnavailability(id, unavailability);
  }

  /** When the machine of an agent will be unavailable, if that is planned. */
  unavailabilityOf(agent: RegisteredAgent): Unavailability | undefined {
    return this.#machines.get(machineKey(agent.machine))?.unavailability;
  }

  /** The machine of an agent, as Mesos names it, when it is on the schedule. */
  scheduledMachineOf({ machine }: RegisteredAgent): string | undefined {
    const isScheduled = this.#windows.some(({ machine_ids = [] }) =>
      machine_ids.some((id) => machineKey(id) === machineKey(machine)),
    );
    return isScheduled ? `${machine.hostname} (${machine.ip})` : undefined;
  }

  /** An agent wants to register, or to come back, from a machine that is down: it is told to shut down. */
  refuse(hostname: string, pid: string): boolean {
    if (this.#machines.get(machineKey(machineOf(hostname, pid)))?.mode !== 'DOWN') return false;
    this.master.sendTo(pid, 'ShutdownMessage', { message: 'Machine is `DOWN`' });
    return true;
  }

  /**
   * Puts a schedule in the place of the one there is. As in Mesos all offers are made anew, also those of agents that it does
   * not concern. Says why it is refused, if it is, and then changes nothing.
   */
  update(schedule: maintenance.Schedule, approvers: Approvers): Refusal | undefined {
    const problem = validateSchedule(schedule);
    if (problem) return invalid(problem);
    const windows = schedule.windows ?? [];
    const planned = new Map(
      windows.flatMap(({ machine_ids = [], unavailability }) =>
        machine_ids.map((id) => [machineKey(id), { id, unavailability }] as const),
      ),
    );
    for (const [key, { id, mode }] of this.#machines) {
      if (mode === 'DOWN' && !planned.has(key)) {
        return invalid(`Machine '${showMachine(id)}' is deactivated and cannot be removed from the schedule`);
      }
    }
    // As in Mesos a schedule without a machine is anybody's.
    if (planned.size > 0 && !approvers.approved('UPDATE_MAINTENANCE_SCHEDULE')) return FORBIDDEN;
    for (const [key, { id }] of planned) {
      if (!this.#machines.has(key)) this.#add(id);
    }
    for (const [key, machine] of this.#machines) {
      const unavailability = planned.get(key)?.unavailability;
      if (!unavailability) machine.mode = 'UP';
      else if (machine.mode === 'UP') machine.mode = 'DRAINING';
      this.#announce(machine, unavailability);
    }
    this.#store(windows);
    return undefined;
  }

  /** Takes machines down that are on the schedule: their agents end, and may not come back. Says why it is refused, if it is. */
  start(ids: readonly MachineID[], approvers: Approvers): Refusal | undefined {
    const may = () => approvers.approved('START_MAINTENANCE');
    const refused = this.#refusalOf(ids, 'DRAINING', 'brought down', may);
    if (refused) return refused;
    for (const id of ids) {
      for (const agent of this.#agentsOn(id)) {
        this.master.sendTo(agent.pid, 'ShutdownMessage', { message: TAKEN_DOWN });
        this.master.agentsOf.remove(agent, TAKEN_DOWN);
      }
      this.#setMode(id, 'DOWN');
    }
    this.#store();
    return undefined;
  }

  /** Machines that were down are there again, and no longer on the schedule. Says why it is refused, if it is. */
  stop(ids: readonly MachineID[], approvers: Approvers): Refusal | undefined {
    const refused = this.#refusalOf(ids, 'DOWN', 'brought up', () => approvers.approved('STOP_MAINTENANCE'));
    if (refused) return refused;
    for (const id of ids) this.#setMode(id, 'UP');
    const up = new Set(ids.map(machineKey));
    const windows = this.#windows.flatMap(({ machine_ids = [], ...window }) => {
      const rest = machine_ids.filter((id) => !up.has(machineKey(id)));
      return rest.length > 0 ? [{ ...window, machine_ids: rest }] : [];
    });
    this.#store(windows);
    return undefined;
  }

  get #windows(): readonly maintenance.Window[] {
    return this.master.registry.windows;
  }

  /** Machines that are up are nothing that a successor has to know. */
  #store(windows = this.#windows): void {
    const machines = [...this.#machines.values()].filter(({ mode }) => mode !== 'UP').map((machine) => ({ ...machine }));
    this.master.registrar.apply((registry) => Object.assign(registry, { machines, windows }));
  }

  #refusalOf(ids: readonly MachineID[], needed: MachineInfo.Mode, what: string, may: () => boolean): Refusal | undefined {
    const problem = validateMachines(ids);
    if (problem) return invalid(problem);
    for (const id of ids) {
      const machine = this.#machines.get(machineKey(id));
      if (!machine) return invalid(`Machine '${showMachine(id)}' is not part of a maintenance schedule`);
      if (machine.mode !== needed) {
        return invalid(`Machine '${showMachine(id)}' is not in ${needed} mode and cannot be ${what}`);
      }
      if (!may()) return FORBIDDEN;
    }
    return undefined;
  }

  #add(id: MachineID): Machine {
    const machine: Machine = { id, mode: 'UP', unavailability: undefined };
    this.#machines.set(machineKey(id), machine);
    return machine;
  }

  #setMode(id: MachineID, mode: MachineInfo.Mode): void {
    const machine = this.#machines.get(machineKey(id));
    if (!machine) return;
    machine.mode = mode;
    if (mode === 'UP') machine.unavailability = undefined;
  }

  /** Offers say when their agent will be unavailable, so they are taken back and made anew. */
  #announce(machine: Machine, unavailability: Unavailability | undefined): void {
    machine.unavailability = unavailability;
    for (const agent of this.#agentsOn(machine.id)) {
      this.master.offers.rescindAll(agent.offers);
      this.master.inverseOffers.rescindOf(agent);
      this.master.allocator.updateUnavailability(agent.id, unavailability);
    }
  }

  #agentsOn(id: MachineID): RegisteredAgent[] {
    const key = machineKey(id);
    return [...this.master.agents.values()].filter(({ machine }) => machineKey(machine) === key);
  }

  #answers(id: MachineID): Pick<maintenance.ClusterStatus.DrainingMachine, 'statuses'> {
    const statuses = this.#agentsOn(id).flatMap((agent) => [...this.master.allocator.inverseOfferAnswers(agent.id)]);
    return statuses.length > 0 ? { statuses } : {};
  }
}
