import { applyOperation } from '../resources/apply-operation.js';
import { applyCheckpointedResources, needsCheckpointing } from '../resources/checkpointed.js';
import { unallocateOperation } from '../resources/operation-form.js';
import { Resources } from '../resources/resources.js';
import type { Messages } from '../wire/internal-messages.js';
import type { Operation, OperationStatus, Resource, UUID } from '../wire/messages.js';
import { uuidToBytes } from '../wire/uuid-bytes.js';
import type { Agent } from './agent.js';
import { Retransmission } from './retransmission.js';
import { syncVolumes } from './volumes.js';

/** What has to outlive the agent. */
export interface OperationsCheckpoint {
  /** What operations have made of the agent's resources. */
  readonly resources: readonly Resource[];
  /** Those whose end is not acknowledged. */
  readonly operations: readonly Operation[];
}

/** The agent's resources as operations change them, the volumes that come and go with that, and the word about it. */
export class Operations {
  #total: Resources;
  /** Names the resources that the agent registers with; masters give it with operations on them. */
  readonly resourceVersion: UUID;
  /** By uuid: operations whose end is not acknowledged, each with what tells the master of it. */
  readonly #unacknowledged = new Map<string, { readonly operation: Operation; readonly sending: Retransmission }>();

  constructor(private readonly agent: Agent) {
    this.#total = Resources.of(agent.info.resources);
    this.resourceVersion = { value: uuidToBytes(agent.uuid()) };
  }

  /** All that the agent has. */
  get total(): Resources {
    return this.#total;
  }

  /** What operations have made of what the agent was configured with. */
  get checkpointed(): Resource[] {
    return [...this.#total.filter(needsCheckpointing)];
  }

  /** Operations whose end the master, or the framework, has not acknowledged yet. */
  get unacknowledged(): Operation[] {
    return Array.from(this.#unacknowledged.values(), ({ operation }) => operation);
  }

  apply({ framework_id, operation_info, operation_uuid }: Messages['ApplyOperationMessage']): void {
    const applied = applyOperation(this.#total, unallocateOperation(operation_info));
    const problem = 'error' in applied ? applied.error : this.#become(applied.resources);
    const { id } = operation_info;
    const agent_id = { value: this.agent.agentId };
    const status: OperationStatus = {
      ...(id && { operation_id: id }),
      ...(problem === undefined
        ? { state: 'OPERATION_FINISHED' as const }
        : { state: 'OPERATION_FAILED' as const, message: problem }),
      uuid: { value: uuidToBytes(this.agent.uuid()) },
      agent_id,
    };
    if (problem !== undefined) this.agent.note('error', `Operation ${operation_info.type} failed: ${problem}`);
    const ids = { ...(framework_id && { framework_id }), agent_id };
    const operation = { ...ids, info: operation_info, latest_status: status, statuses: [status], uuid: operation_uuid };
    this.agent.checkpointing.operation(operation);
    this.#tell(operation);
  }

  /** A master of which agents need not know how operations work tells what has come of them. */
  checkpoint({ resources }: Messages['CheckpointResourcesMessage']): void {
    const problem = this.#become(applyCheckpointedResources(Resources.of(this.agent.info.resources), resources));
    if (problem !== undefined) this.agent.note('error', problem);
  }

  acknowledged({ operation_uuid }: Messages['AcknowledgeOperationStatusMessage']): void {
    const entry = this.#unacknowledged.get(operation_uuid.value);
    if (!entry) return;
    entry.sending.stop();
    this.#unacknowledged.delete(operation_uuid.value);
    this.agent.checkpointing.operationAcknowledged(entry.operation);
  }

  /** There is no master to tell anything. */
  pause(): void {
    for (const { sending } of this.#unacknowledged.values()) sending.stop();
  }

  /** There is a master again. */
  resume(): void {
    for (const { operation } of [...this.#unacknowledged.values()]) this.#tell(operation);
  }

  /**
   * Takes up what a predecessor has left.
   * @throws Error in Mesos's words when that does not fit what this agent is configured with
   */
  recover({ resources, operations }: OperationsCheckpoint): void {
    const problem = this.#become(this.#resourcesWith(resources));
    if (problem !== undefined) this.agent.note('error', problem);
    for (const operation of operations) this.#unacknowledged.set(operation.uuid.value, this.#entry(operation));
  }

  #resourcesWith(checkpointed: readonly Resource[]): Resources {
    const configured = Resources.of(this.agent.info.resources);
    try {
      return applyCheckpointedResources(configured, checkpointed);
    } catch (error) {
      const what = `Checkpointed resources ${Resources.of(checkpointed)} are incompatible with agent resources ${configured}`;
      throw new Error(`${what}: ${(error as Error).message}`);
    }
  }

  /** Returns why the volumes could not be made, or removed, in Mesos's words. */
  #become(total: Resources): string | undefined {
    const before = this.#total;
    this.#total = total;
    this.agent.checkpointing.resourcesTarget(this.checkpointed);
    try {
      syncVolumes(this.agent.disk, this.agent.workDirectory, before, total);
      this.agent.checkpointing.resourcesCommitted();
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  }

  #tell(operation: Operation): void {
    const entry = this.#unacknowledged.get(operation.uuid.value) ?? this.#entry(operation);
    this.#unacknowledged.set(operation.uuid.value, entry);
    const { framework_id, agent_id, latest_status: status, uuid: operation_uuid } = operation;
    const message = { framework_id, agent_id, status, operation_uuid };
    entry.sending.start(() => this.agent.sendToMaster('UpdateOperationStatusMessage', message));
  }

  #entry(operation: Operation) {
    return { operation, sending: new Retransmission((milliseconds, action) => this.agent.after(milliseconds, action)) };
  }
}
