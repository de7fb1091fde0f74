import type { Position } from '../json-fault.js';
import { type CheckedBlock, textOf } from './forms.js';
import { marathonKeys } from './marathon.js';
import type { Note } from './notes.js';
import { agentsOf, ownLevel } from './translate-agents.js';

/** What a minimesosFile stands for. */
export interface Translation {
  /** Not yet checked. */
  readonly description: Readonly<Record<string, unknown>>;
  readonly notes: readonly Note[];
  /** Where in the file the parts of the description come from, by their paths there. */
  readonly places: Readonly<Record<string, Position>>;
}

const MASTER_PORT = 5050;
const ZOOKEEPER_PORT = 2181;
const MARATHON_PORT = 8080;
/** What the original's Mesos-DNS had. */
const DOMAIN = 'mm';
const IMAGE = 'no images are needed, as Mesos and ZooKeeper are part of minimesos; leave it out';
/** What init of the original wrote for the name. */
const NO_NAME = /^change cluster name/i;
const LONGEST_NAME = 63;

/** The description that a checked minimesosFile stands for, with notes on all that it has no place for. */
export function translate(file: CheckedBlock): Translation {
  const root = file.blocks['minimesos']?.[0];
  const notes: Note[] = [];
  const places: Record<string, Position> = {};
  const note = (at: Position, key: string, text: string) => void notes.push({ at: [at], key, text });
  if (!root) return { description: {}, notes, places };
  const { values, blocks } = root;
  const one = (name: string) => blocks[name]?.[0];
  const mapped = values['mapPortsToHost']?.value === true;
  const level = textOf(root, 'loggingLevel');

  const name = nameOf(root, note);
  if (values['mesosVersion']) {
    const text = `the cluster is Mesos 1.11, or 1.12 with mesosVersion: '1.12'; ${String(values['mesosVersion'].value)} is not there`;
    note(values['mesosVersion'].at, 'mesosVersion', text);
  }
  if (mapped && values['mapPortsToHost']) {
    const text = 'the ports are fixed, but nobody outside of this machine gets at them: all listens on 127.0.0.1';
    note(values['mapPortsToHost'].at, 'masters', text);
  }
  if (values['mapAgentSandboxVolume']?.value === true) {
    const text =
      'sandboxes are directories of this machine anyway: minimesos logs TASK shows what is in them, and cluster.sandbox(task)';
    note(values['mapAgentSandboxVolume'].at, 'agents', text);
  }
  for (const [block, key] of IMAGES) for (const each of blocks[block] ?? []) noteImages(each, key, note);
  for (const name of ['consul', 'registrator'] as const) {
    const block = one(name);
    if (block) note(block.at, name, `there is no ${name}; names: true has tasks found by name over DNS and HTTP (docs/names.md)`);
  }
  const master = one('master');
  if (master) places['masters'] = master.at;
  const agents = agentsOf(blocks['agent'] ?? [], level, { notes, places });
  if (agents.length === 0) note(root.at, 'agents', 'there is no agent, which the original refused');
  const marathon = one('marathon');
  if (marathon) {
    const { cmd } = marathon.values;
    if (cmd) note(cmd.at, 'marathon', 'Marathon is not started by a command');
  }

  const flags = masterFlags(master, level, note);
  const described = { ...(mapped && { port: MASTER_PORT }), ...(Object.keys(flags).length > 0 && { flags }) };
  const description = {
    ...(name !== undefined && { name }),
    ...(values['timeout'] && { timeout: `${String(values['timeout'].value)}secs` }),
    // Without a block the original had one, too.
    zookeeper: mapped ? { port: ZOOKEEPER_PORT } : true,
    ...(Object.keys(described).length > 0 && { masters: [described] }),
    agents: agents.length === 0 ? 0 : agents,
    ...(marathon && marathonKeys(marathon, mapped ? MARATHON_PORT : undefined)),
    ...(one('mesosdns') && { names: { domain: DOMAIN } }),
  };
  return { description, notes, places };
}

type Tell = (at: Position, key: string, text: string) => void;

const IMAGES = [
  ['zookeeper', 'zookeeper'],
  ['master', 'masters'],
  ['agent', 'agents'],
  ['mesosdns', 'names'],
] as const;

function noteImages({ values }: CheckedBlock, key: string, note: Tell): void {
  for (const property of ['imageName', 'imageTag']) if (values[property]) note(values[property].at, key, IMAGE);
}

/** Names of clusters are of few letters here, as they are parts of URLs and files. */
function nameOf(root: CheckedBlock, note: Tell): string | undefined {
  const { clusterName } = root.values;
  const given = textOf(root, 'clusterName') ?? '';
  if (!clusterName || given === '') return undefined;
  if (NO_NAME.test(given)) {
    note(clusterName.at, 'name', 'that is no name; one is made up for each cluster');
    return undefined;
  }
  const name = given
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST_NAME)
    .replace(/^-|-$/g, '');
  if (name === given) return name;
  note(
    clusterName.at,
    'name',
    name ? `the name is ${name}, as one of small letters, digits and -` : 'nothing of that can be a name',
  );
  return name || undefined;
}

function masterFlags(master: CheckedBlock | undefined, level: string | undefined, note: Tell): Record<string, unknown> {
  const { loggingLevel, authenticate, aclJson } = master?.values ?? {};
  const own = ownLevel(loggingLevel?.value, level);
  if (authenticate?.value === true) {
    const text =
      'nobody has to authenticate, as the file has no place for credentials: write flags, authenticate_frameworks: true and credentials: { credentials: [...] }';
    note(authenticate.at, 'masters', text);
  } else if (aclJson) {
    note(aclJson.at, 'masters', 'the original took aclJson only with authenticate = true; here the rules are in force');
  }
  return { ...(own && { logging_level: own }), ...(aclJson && { acls: aclJson.value }) };
}
