import { DEFAULT_IP_SOURCES, IP_SOURCES } from '../discovery/task-addresses.js';
import { agentFlags } from '../mesos/flags/agent-flags.js';
import { DURATION_FORM } from '../mesos/flags/duration.js';
import type { FlagType } from '../mesos/flags/flag-types.js';
import type { FlagDefinition } from '../mesos/flags/flags.js';
import { masterFlags } from '../mesos/flags/master-flags.js';
import { LARGEST_SEED } from '../seed.js';
import { behaviourSchema } from './behaviour-schema.js';
import { DOMAIN, LONGEST_TTL_SECONDS, TTL_SECONDS } from './check-names.js';
import { decidedFlags, MOST_MASTERS, MOST_SIMULATED_AGENTS } from './description.js';

type Schema = Readonly<Record<string, unknown>>;
type FlagTable = Readonly<Record<string, FlagDefinition<unknown>>>;

/**
 * The JSON Schema (draft 07, which all editors know) of cluster descriptions in YAML and JSON, for editors to complete and
 * check them. What a description may hold in the end is decided by `resolveDescription`; whatever that takes, this takes.
 */
export const descriptionSchema = (): Schema => ({
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'A cluster of minimesos',
  description: 'What a cluster is to look like. Everything may be left out.',
  type: 'object',
  properties: {
    $schema: { type: 'string', description: 'Where this schema is, for editors.' },
    name: {
      type: 'string',
      pattern: '^[a-z0-9-]{1,63}$',
      description: 'What it is called. Default: a name made up at the start.',
    },
    driver: {
      enum: ['embedded', 'native', 'attached'],
      default: 'embedded',
      description:
        'What runs the cluster: the Mesos of minimesos, with native programs of Mesos on this machine; with attached it runs already.',
    },
    master: {
      type: 'string',
      description: 'With attached: where the cluster is, `http://ip:port` of a master, or `zk://host:2181/mesos`.',
    },
    mesosHome: {
      type: 'string',
      description: 'With native: the root of an installation or build of Mesos. Default: MINIMESOS_MESOS_HOME, or the PATH.',
    },
    credentials: {
      description: 'With attached or native: who minimesos is there. Better given by MINIMESOS_CREDENTIALS, principal:secret.',
      anyOf: [
        { type: 'string', pattern: '^[^:]+:.' },
        {
          type: 'object',
          properties: { principal: { type: 'string', minLength: 1 }, secret: { type: 'string', minLength: 1 } },
          required: ['principal', 'secret'],
          additionalProperties: false,
        },
      ],
    },
    host: {
      enum: ['process'],
      description: 'Whether the library runs it in a process of its own; on the command line it always is.',
    },
    mesosVersion: {
      enum: ['1.11', '1.12', '1.11.0', '1.12.0', 1.11, 1.12],
      default: '1.11',
      description: 'The version of Mesos that it behaves like and presents itself as.',
    },
    masters: {
      description: 'How many masters, or a description of each.',
      default: 1,
      anyOf: [
        { type: 'integer', minimum: 1, maximum: MOST_MASTERS },
        { type: 'array', minItems: 1, maxItems: MOST_MASTERS, items: { $ref: '#/definitions/master' } },
      ],
    },
    agents: {
      description: 'How many agents, or descriptions of them.',
      default: 1,
      anyOf: [
        { type: 'integer', minimum: 0, maximum: MOST_SIMULATED_AGENTS },
        { type: 'array', maxItems: MOST_SIMULATED_AGENTS, items: { $ref: '#/definitions/agent' } },
      ],
    },
    zookeeper: {
      description: 'Whether masters and frameworks find each other by ZooKeeper; with url, by one that is there already.',
      anyOf: [{ type: 'boolean' }, { $ref: '#/definitions/zookeeper' }, externalZooKeeper],
    },
    zookeepers: {
      description: 'Further ZooKeepers that the cluster runs, by name: for what frameworks keep there.',
      type: 'object',
      propertyNames: { pattern: '^[a-z0-9][a-z0-9-]{0,62}$' },
      additionalProperties: { anyOf: [{ const: true }, { $ref: '#/definitions/zookeeper' }] },
    },
    names: {
      description: 'Whether tasks, masters and agents are found by name, as with Mesos-DNS: over DNS and HTTP.',
      anyOf: [{ type: 'boolean' }, { $ref: '#/definitions/names' }],
    },
    marathon: {
      description: 'Whether the cluster has a Marathon from its start on; otherwise the first app that is installed starts one.',
      anyOf: [{ type: 'boolean' }, marathonSchema],
    },
    apps: { ...appList, description: 'Apps of Marathon that are installed at the start, or paths or URLs of their JSON.' },
    groups: { ...appList, description: 'Groups of Marathon that are installed at the start, or paths or URLs of their JSON.' },
    containerizers: {
      enum: ['mesos', 'docker', 'docker,mesos', 'mesos,docker', 'simulated'],
      default: 'mesos',
      description:
        'mesos: tasks are processes of this machine. docker: they are containers of an engine of Docker. simulated: they are ' +
        'neither, and behave by rules and the clock.',
    },
    behaviours: {
      type: 'array',
      description: 'How simulated tasks behave; the first that matches a task counts.',
      items: behaviourSchema,
    },
    seed: {
      description: 'What chance is drawn from: a whole number, or one with the version of minimesos that printed it.',
      anyOf: [
        { type: 'integer', minimum: 0, maximum: LARGEST_SEED },
        { type: 'string', pattern: '^[0-9]{1,10}(@.+)?$' },
      ],
    },
    timeout: {
      description: `How long the start may take: milliseconds, or ${DURATION_FORM}.`,
      default: '1mins',
      anyOf: [{ type: 'number', exclusiveMinimum: 0, maximum: 2 ** 31 - 1 }, { type: 'string' }],
    },
    clock: {
      enum: ['real', 'virtual'],
      default: 'real',
      description: 'real: time passes by itself. virtual: it stands still until it is moved.',
    },
    reaction: {
      enum: ['mesos', 'immediate'],
      default: 'mesos',
      description: 'mesos: with the timing of Mesos. immediate: without the waits that only gather work, for faster tests.',
    },
    retain: {
      enum: [true, false, 'true', 'false'],
      default: false,
      description: 'Whether the directory of a start that fails is kept, to be looked at.',
    },
  },
  additionalProperties: false,
  definitions: {
    zookeeper: ownZooKeeper,
    names: servedNames,
    master: member('A master.', flagSchema(masterFlags, decidedFlags.master), 1),
    agent: member('An agent, or several that are alike.', flagSchema(agentFlags, decidedFlags.agent), MOST_SIMULATED_AGENTS, {
      resources: {
        description: 'What it offers: cpus:4;mem:4096;disk:10000;ports:[31000-31099], or a list of Resource objects.',
        anyOf: [
          { type: 'string', minLength: 1 },
          { type: 'array', minItems: 1, items: { type: 'object' } },
        ],
      },
      attributes: {
        description: 'Its attributes: rack:a;os:linux, or a list of Attribute objects.',
        anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'object' } }],
      },
    }),
  },
});

const marathonSchema: Schema = {
  type: 'object',
  properties: {
    port: { type: 'integer', minimum: 1, maximum: 65_535, description: 'Where its REST API is. Default: a free port.' },
    user: { type: 'string', minLength: 1, description: 'As whom tasks run whose apps do not say.' },
    role: { type: 'string', minLength: 1, default: '*', description: 'Whose resources it is offered.' },
  },
  additionalProperties: false,
};

const appList: Schema = { type: 'array', items: { anyOf: [{ type: 'string', minLength: 1 }, { type: 'object' }] } };

const ownZooKeeper: Schema = {
  description: 'A ZooKeeper that the cluster runs.',
  type: 'object',
  properties: {
    port: { type: 'integer', minimum: 1, maximum: 65_535, description: 'Where it listens. Default: a free port.' },
    dataDirectory: {
      type: 'string',
      minLength: 1,
      description: 'Where its data is kept, for the next cluster; a relative path begins where this file is. Default: in memory.',
    },
    credentials: {
      type: 'string',
      pattern: '^[^:/]+:[^/]+$',
      description: 'user:password, which masters and frameworks that are given its URL show it. Default: none.',
    },
  },
  additionalProperties: false,
};

const servedNames: Schema = {
  description: 'How the names of a cluster are served.',
  type: 'object',
  properties: {
    port: { type: 'integer', minimum: 1, maximum: 65_535, description: 'Where DNS is spoken. Default: a free port.' },
    httpPort: { type: 'integer', minimum: 1, maximum: 65_535, description: 'Where HTTP is. Default: a free port.' },
    domain: { type: 'string', minLength: 1, maxLength: 201, default: DOMAIN, description: 'What all names end with.' },
    ttl: {
      type: 'integer',
      minimum: 0,
      maximum: LONGEST_TTL_SECONDS,
      default: TTL_SECONDS,
      description: 'How long a client may remember an answer, in seconds.',
    },
    ipSources: {
      type: 'array',
      items: { enum: IP_SOURCES },
      default: DEFAULT_IP_SOURCES,
      description: 'Where the addresses of a task come from: the first of these that knows one.',
    },
    resolvers: {
      type: 'array',
      items: { type: 'string', minLength: 1 },
      description: 'Who is asked for other names, such as 10.0.0.1:53. Default: nobody; such questions are refused.',
    },
  },
  additionalProperties: false,
};

const externalZooKeeper: Schema = {
  description: 'A ZooKeeper that is there already.',
  type: 'object',
  properties: { url: { type: 'string', pattern: '^\\s*zk://', description: 'zk://host:2181,host:2181/mesos' } },
  required: ['url'],
  additionalProperties: false,
};

const member = (description: string, flags: Schema, most: number, properties: Schema = {}): Schema => ({
  description,
  type: 'object',
  properties: {
    count: { type: 'integer', minimum: 1, maximum: most, default: 1, description: 'How many of this kind.' },
    port: { type: 'integer', minimum: 1, maximum: 65_535, description: 'Where it listens. Default: a free port.' },
    flags,
    ownProcess: {
      enum: [true, false, 'true', 'false'],
      default: false,
      description: 'Whether each is a process of its own, which can be killed and stopped for real.',
    },
    ...properties,
  },
  additionalProperties: false,
});

function flagSchema(table: FlagTable, decided: Readonly<Record<string, string>>): Schema {
  const names = Object.keys(table).filter((name) => !Object.hasOwn(decided, name));
  const former = names.flatMap(
    (name) => table[name]?.formerNames.map((each) => [each, { description: `Now ${name}.` }] as const) ?? [],
  );
  return {
    description: 'Flags of Mesos, under their names there.',
    type: 'object',
    properties: {
      ...Object.fromEntries(names.map((name) => [name, oneFlag(table[name] as FlagDefinition<unknown>)])),
      ...Object.fromEntries(former),
    },
    // A boolean may be switched off by its name, as on Mesos's command line, and Mesos reads its environment.
    patternProperties: {
      '^no-': { enum: [true, 'true', ''] },
      '^MESOS_[A-Z0-9_]+$': { description: 'The flag of this name, as an environment variable of Mesos.' },
    },
    additionalProperties: false,
  };
}

function oneFlag({ type, default: initial, about }: FlagDefinition<unknown>): Schema {
  const { choices, expected, structured, format } = type as FlagType<unknown>;
  const description = `${about}${expected === 'text' ? '' : ` Expects ${expected}.`}`;
  const unset = initial === undefined ? {} : { default: format(initial) };
  if (choices)
    return { description, ...unset, enum: [...choices, ...(choices.includes('true') ? [true, false, 0, 1, '0', '1'] : [])] };
  return { description, ...unset, type: ['string', 'number', 'boolean', ...(structured ? ['object', 'array'] : [])] };
}
