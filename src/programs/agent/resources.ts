import { statfsSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { namesIn } from '../../mesos/resources/names-in.js';
import { parseResources } from '../../mesos/resources/parse.js';
import type { Resource } from '../../mesos/wire/messages.js';

const MB = 1024 * 1024;
const GB = 1024 * MB;
const PORTS = '[31000-32000]';

/**
 * The resources of an agent: as its flag says, and what that does not mention as much as the machine has, as in Mesos.
 * @param workDirectory which exists: its disk counts
 * @throws Error when the flag cannot be read
 */
export function agentResources(given: string | undefined, defaultRole: string, workDirectory: string): Resource[] {
  const described = parseResources(given ?? '', defaultRole);
  const names = new Set(given === undefined ? [] : namesIn(given));
  const probed = {
    cpus: () => availableParallelism(),
    mem: () => memoryMegabytes(totalmem()),
    disk: () => diskMegabytes(workDirectory),
    ports: () => PORTS,
  };
  const missing = Object.entries(probed).filter(([name]) => !names.has(name));
  const text = missing.map(([name, amount]) => `${name}:${amount()}`).join(';');
  return [...described.plus(parseResources(text, defaultRole))];
}

const memoryMegabytes = (total: number): number => Math.floor((total >= 2 * GB ? total - GB : total / 2) / MB);

function diskMegabytes(directory: string): number {
  const { bsize, blocks } = statfsSync(directory);
  const total = bsize * blocks;
  return Math.floor((total >= 10 * GB ? total - 5 * GB : total / 2) / MB);
}
