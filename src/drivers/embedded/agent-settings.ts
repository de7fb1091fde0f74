import { join } from 'node:path';
import type { AgentOptions } from '../../mesos/agent/agent-options.js';
import { authorizerFor } from '../../mesos/authorizer/local-authorizer.js';
import { parseAgentFlags } from '../../mesos/flags/agent-flags.js';
import { type Address, formatAddress } from '../../mesos/process/pid.js';
import { parseAttributes } from '../../mesos/resources/parse.js';
import { agentResources, describedResources } from '../agent-resources.js';
import type { AgentDescription } from '../description.js';
import { text } from '../listen.js';
import type { EmbeddedContext } from './embedded-context.js';

/** What all agents that succeed each other in one place have in common. */
export type AgentSettings = Omit<AgentOptions, 'detector' | 'containerizer' | 'disk'>;

interface Place {
  readonly address: Address;
  readonly directory: string;
  /** What its pid begins with. */
  readonly name: string;
  /** The ports it offers when its description names none. */
  readonly ports: string;
}

/** What an agent at a place is started with, so that it is as its description wants it. */
export function agentSettings(
  cluster: EmbeddedContext,
  place: Place,
  master: string,
  described: AgentDescription,
): AgentSettings {
  const known = cluster.alikeAgents.get(described);
  const settings = known && isSameAddress(known.address, place.address) ? known : read(cluster, place, master, described);
  if (settings !== known) cluster.alikeAgents.set(described, settings);
  const directories = directoriesOf(place, described);
  return {
    ...settings,
    id: place.name,
    flags: { ...settings.flags, ...directories },
    flagsText: { ...settings.flagsText, ...directories },
  };
}

/** How long the containers of tasks that have ended stay on an engine of Docker. */
export const REMOVE_DELAY = '1mins';

const isSameAddress = (one: Address, other: Address): boolean => formatAddress(one) === formatAddress(other);

/** Reading flags and resources takes longer than all else of an agent's start. */
function read(cluster: EmbeddedContext, place: Place, master: string, described: AgentDescription): AgentSettings {
  const { description, machine, name, credential } = cluster;
  const { flags: given, resources, attributes } = described;
  const { ip, port } = place.address;
  const hostname = text(given['hostname']) ?? ip;
  const total = agentResources(describedResources(resources, text(given['default_role']) ?? '*'), place.ports);
  const { flags, text: flagsText } = parseAgentFlags({
    // A cluster for tests has no herd of agents whose registrations have to be spread over time.
    registration_backoff_factor: '0ns',
    hostname_lookup: 'false',
    // That the machine's disk is nearly full is no reason to remove the sandbox of a test that has just failed.
    gc_disk_headroom: '0',
    // Tasks that are no processes belong to nobody, whoever they ask for.
    ...(!machine.isReal && { switch_user: 'false' }),
    // Containers that have ended serve nobody for hours; the sandboxes stay.
    docker_remove_delay: REMOVE_DELAY,
    ...given,
    containerizers: description.containerizers,
    ip,
    hostname,
    port: String(port),
    master,
    resources: resources === undefined ? String(total) : resourcesText(resources),
    ...directoriesOf(place, described),
  });
  return {
    address: place.address,
    hostname,
    version: description.mesosVersion,
    resources: [...total],
    attributes: attributes === undefined ? [] : parseAttributes(attributes),
    flags,
    flagsText,
    authorizer: authorizerFor(flags.acls, credential.principal),
    supervisor: machine.spawner,
    marker: name,
    executorLingerMs: description.reaction === 'immediate' ? 0 : undefined,
  };
}

const directoriesOf = ({ directory }: Place, { flags }: AgentDescription) => ({
  work_dir: join(directory, 'work'),
  runtime_dir: join(directory, 'runtime'),
  fetcher_cache_dir: text(flags['fetcher_cache_dir']) ?? join(directory, 'fetch'),
});

/** What `/flags` shows of resources: the text that was given, or the JSON. */
const resourcesText = (given: string | readonly unknown[]): string => (typeof given === 'string' ? given : JSON.stringify(given));
