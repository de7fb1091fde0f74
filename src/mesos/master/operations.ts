import { conversionsOf } from '../resources/apply-operation.js';
import { unallocateOperation } from '../resources/operation-form.js';
import type { Messages } from '../wire/internal-messages.js';
import type { Offer, Operation, OperationState, OperationStatus, scheduler } from '../wire/messages.js';
import { uuidToBytes } from '../wire/uuid-bytes.js';
import type { Framework } from './framework.js';
import type { Master } from './master.js';
import type { OperationMetrics } from './metrics/operation-metrics.js';
import type { RegisteredAgent } from './registered-agent.js';

const UNFINISHED: readonly OperationState[] = ['OPERATION_PENDING', 'OPERATION_RECOVERING', 'OPERATION_UNREACHABLE'];

const isTerminal = (state: OperationState) => !UNFINISHED.includes(state);

const typeOf = ({ type = 'UNKNOWN' }: Offer.Operation) => type;

/** The master's book of operations: those that agents have not yet answered, and those whose end is not yet acknowledged. */
export class Operations {
  /** By uuid, as bytes in base64. */
  readonly #operations = new Map<string, Operation>();

  constructor(private readonly master: Master) {}

  [Symbol.iterator](): Iterator<Operation> {
    return this.#operations.values();
  }

  /**
   * Changes an agent's resources and has the agent do the same. The operation is valid, in post-refinement form, and what it
   * consumes is the framework's, or free when there is no framework.
   */
  apply(agent: RegisteredAgent, info: Offer.Operation, framework: Framework | undefined): void {
    agent.apply(conversionsOf(unallocateOperation(info)));
    if (info.type) framework?.metrics.operation(info.type);
    if (!agent.can('RESOURCE_PROVIDER')) {
      return this.master.sendTo(agent.pid, 'CheckpointResourcesMessage', { resources: [...agent.checkpointed] });
    }
    const uuid = { value: uuidToBytes(this.master.uuid()) };
    const ids = { ...(framework && { framework_id: { value: framework.id } }), agent_id: { value: agent.id } };
    const latest_status = statusOf(info.id, 'OPERATION_PENDING', { agent_id: ids.agent_id });
    this.#add({ ...ids, info, latest_status, statuses: [], uuid });
    this.master.sendTo(agent.pid, 'ApplyOperationMessage', {
      framework_id: ids.framework_id,
      operation_info: info,
      operation_uuid: uuid,
      resource_version_uuid: { uuid: agent.resourceVersion },
    });
  }

  /** An agent tells what became of an operation. */
  updated({ framework_id, operation_uuid: id, status }: Messages['UpdateOperationStatusMessage'], agent: RegisteredAgent): void {
    const uuid = id?.value ?? '';
    const operation = this.#operations.get(uuid);
    if (!operation) {
      const owner = this.master.frameworks.get(framework_id?.value ?? '');
      if (framework_id) this.master.metrics.count('invalid_operation_status_updates');
      if (owner) return send(owner, status);
      return this.master.note('warning', `Ignored an update of an unknown operation of agent ${agent.id}`);
    }
    this.master.metrics.count('valid_operation_status_updates');
    const { id: operation_id } = operation.info;
    const told = operation_id ? { ...status, operation_id } : status;
    this.#record(operation, told);
    const framework = operation_id && this.master.frameworks.get(operation.framework_id?.value ?? '');
    if (framework) {
      send(framework, told);
      if (isTerminal(told.state) && !told.uuid) this.#operations.delete(uuid);
      return;
    }
    // Nobody else waits for it.
    if (told.uuid) this.#acknowledge(operation, told.uuid);
    if (isTerminal(told.state)) this.#operations.delete(uuid);
  }

  /** ACKNOWLEDGE_OPERATION_STATUS. */
  acknowledge(framework: Framework, { agent_id, operation_id, uuid }: scheduler.Call.AcknowledgeOperationStatus): void {
    const operation = this.#ofFramework(framework, operation_id.value);
    const status = operation?.statuses?.find((one) => one.uuid?.value === uuid);
    const reachable = this.master.agents.get(agent_id?.value ?? '')?.connected;
    if (!operation || !status || !reachable || operation.agent_id?.value !== agent_id?.value) {
      this.master.metrics.count('invalid_operation_status_update_acknowledgements');
      return this.master.note('warning', `Ignored the acknowledgement of operation ${operation_id.value}: nothing waits for it`);
    }
    this.master.metrics.count('valid_operation_status_update_acknowledgements');
    if (isTerminal(status.state)) this.#operations.delete(operation.uuid.value);
    this.#acknowledge(operation, { value: uuid });
  }

  /** RECONCILE_OPERATIONS: all that the framework has, or what is known of each one named. */
  reconcile(framework: Framework, named: readonly scheduler.Call.ReconcileOperations.Operation[]): void {
    if (named.length === 0) {
      for (const operation of this) if (operation.framework_id?.value === framework.id) send(framework, latestOf(operation));
    }
    for (const one of named) send(framework, this.#known(framework, one));
  }

  /** Nobody knows what became of the operations of an agent that does not answer. */
  agentUnreachable(agent: RegisteredAgent): void {
    this.#tellAll(agent, 'OPERATION_UNREACHABLE', 'Agent was marked unreachable');
  }

  /** An operator has said that the agent of these operations never comes back. */
  agentMarkedGone(agent: RegisteredAgent, message: string): void {
    this.#tellAll(agent, 'OPERATION_GONE_BY_OPERATOR', message);
  }

  #tellAll(agent: RegisteredAgent, state: OperationState, message: string): void {
    for (const { info, framework_id, agent_id } of this.#ofAgent(agent)) {
      this.#metrics.enter(typeOf(info), state);
      const framework = this.master.frameworks.get(framework_id?.value ?? '');
      if (framework && info.id) send(framework, statusOf(info.id, state, { message, agent_id }));
    }
  }

  /** An agent is no longer in the books. */
  agentGone(agent: RegisteredAgent): void {
    for (const { info, latest_status, uuid } of this.#ofAgent(agent)) {
      if (!isTerminal(latest_status.state)) this.#metrics.leave(typeOf(info), latest_status.state);
      this.#operations.delete(uuid.value);
    }
  }

  /** A framework has ended: it acknowledges nothing any more. */
  frameworkGone({ id }: Framework): void {
    for (const operation of [...this]) {
      const { uuid } = operation.latest_status;
      if (operation.framework_id?.value !== id || !isTerminal(operation.latest_status.state)) continue;
      if (uuid) this.#acknowledge(operation, uuid);
      this.#operations.delete(operation.uuid.value);
    }
  }

  /** An agent tells of the operations it has: those it never got are dropped, those this master does not know are taken over. */
  reconcileWith(agent: RegisteredAgent, present: readonly Operation[]): void {
    const known = new Set(present.map(({ uuid }) => uuid.value));
    for (const { agent_id, uuid, info, latest_status } of this.#ofAgent(agent)) {
      if (known.has(uuid.value) || isTerminal(latest_status.state)) continue;
      this.updated({ operation_uuid: uuid, status: statusOf(info.id, 'OPERATION_DROPPED', { agent_id }) }, agent);
    }
    for (const operation of present) {
      if (!this.#operations.has(operation.uuid.value)) this.#add(operation);
    }
  }

  get #metrics(): OperationMetrics {
    return this.master.metrics.operations;
  }

  #add(operation: Operation): void {
    this.#operations.set(operation.uuid.value, operation);
    this.#metrics.enter(typeOf(operation.info), operation.latest_status.state);
  }

  #ofAgent({ id }: RegisteredAgent): Operation[] {
    return [...this].filter(({ agent_id }) => agent_id?.value === id);
  }

  #record(operation: Operation, status: OperationStatus): void {
    const { statuses = [], latest_status } = operation;
    const repeated = statuses.at(-1)?.uuid?.value === status.uuid?.value && statuses.length > 0;
    const latest = isTerminal(latest_status.state) ? latest_status : status;
    this.#metrics.leave(typeOf(operation.info), latest_status.state);
    this.#metrics.enter(typeOf(operation.info), latest.state);
    this.#operations.set(operation.uuid.value, {
      ...operation,
      latest_status: latest,
      statuses: repeated ? statuses : [...statuses, status],
    });
  }

  #known(framework: Framework, named: scheduler.Call.ReconcileOperations.Operation): OperationStatus {
    const { operation_id, agent_id, resource_provider_id } = named;
    const operation = this.#ofFramework(framework, operation_id.value);
    if (operation) return latestOf(operation);
    const answer = (state: OperationState, message: string) =>
      statusOf(operation_id, state, { message: `Reconciliation: ${message}`, agent_id, resource_provider_id });
    if (!agent_id) return answer('OPERATION_UNKNOWN', "Operation is unknown and no 'agent_id' was provided");
    if (this.master.recoveredAgents.has(agent_id.value)) {
      return answer('OPERATION_RECOVERING', 'Agent is recovered but has not re-registered');
    }
    if (this.master.agents.has(agent_id.value)) return answer('OPERATION_UNKNOWN', 'Operation is unknown');
    if (this.master.operatedAgents.isGone(agent_id.value)) {
      return answer('OPERATION_GONE_BY_OPERATOR', 'Agent marked gone by operator');
    }
    if (this.master.registry.unreachable.has(agent_id.value)) return answer('OPERATION_UNREACHABLE', 'Agent is unreachable');
    return answer('OPERATION_UNKNOWN', 'Both operation and agent are unknown');
  }

  /** Of several with one id the latest is meant. */
  #ofFramework({ id }: Framework, operationId: string): Operation | undefined {
    return [...this].findLast(({ framework_id, info }) => framework_id?.value === id && info.id?.value === operationId);
  }

  #acknowledge({ agent_id, uuid }: Operation, status_uuid: { value: string }): void {
    const agent = this.master.agents.get(agent_id?.value ?? '');
    if (agent?.connected) {
      this.master.sendTo(agent.pid, 'AcknowledgeOperationStatusMessage', { operation_uuid: uuid, status_uuid });
    }
  }
}

function send(framework: Framework, status: OperationStatus): void {
  framework.send({ type: 'UPDATE_OPERATION_STATUS', update_operation_status: { status } });
}

/** As it is told on request: nothing that would have to be acknowledged. */
function latestOf({ statuses = [], latest_status }: Operation): OperationStatus {
  const { uuid: _, ...status } = statuses.at(-1) ?? latest_status;
  return status;
}

function statusOf(id: Offer.Operation['id'], state: OperationState, more: Partial<OperationStatus>): OperationStatus {
  const given = Object.entries(more).filter(([, value]) => value !== undefined);
  return { ...(id && { operation_id: id }), state, ...Object.fromEntries(given) };
}
