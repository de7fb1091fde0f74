import { DEFAULT_IP_SOURCES, IP_SOURCES } from '../discovery/task-addresses.js';
import { agentFlags } from '../mesos/flags/agent-flags.js';
import { DURATION_FORM } from '../mesos/flags/duration.js';
import type { FlagType } from '../mesos/flags/flag-types.js';
import type { FlagDefinition } from '../mesos/flags/flags.js';
import { masterFlags } from '../mesos/flags/master-flags.js';
import { LARGEST_SEED } from '../seed.js';
import { behaviourSchema } from './behaviour-schema.js';
import { IMAGE_ROLES } from './check-docker.js';
import { DOMAIN, LONGEST_TTL_SECONDS, TTL_SECONDS } from './check-names.js';
import { decidedFlags, MOST_MASTERS, MOST_SIMULATED_AGENTS } from './description.js';

type Schema = Readonly<Record<string, unknown>>;
const YES_OR_NO: Schema = { enum: [true, false, 'true', 'false'] };

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
      enum: ['embedded', 'docker', 'native', 'attached'],
      default: 'embedded',
      description:
        'What runs the cluster: the Mesos of minimesos, with docker Apache Mesos in containers, with native programs of Mesos on this machine; with attached it runs already.',
    },
    master: {
      type: 'string',
      description: 'With attached: where the cluster is, `http://ip:port` of a master, or `zk://host:2181/mesos`.',
    },
    mesosHome: {
      type: 'string',
      description: 'With native: the root of an installation or build of Mesos. Default: MINIMESOS_MESOS_HOME, or the PATH.',
    },
    docker: {
      description: 'With docker: what there is to say of it as a whole.',
      type: 'object',
      properties: {
        subnet: {
          type: 'string',
          description: 'The addresses of its network: 10.1.2.0/24. Default: a free range of 10.213.0.0/16.',
        },
        publish: {
          ...YES_OR_NO,
          description: 'Whether ports are published on loopback. Default: where containers are not reachable.',
        },
        sandboxes: { type: 'string', minLength: 1, description: 'A directory in which agents keep their work directories.' },
      },
      additionalProperties: false,
    },
    images: {
      description: 'With docker: images by role, in place of the defaults; also as text, master=mesos:1,agent=mesos:1.',
      anyOf: [
        { type: 'string', pattern: '^[^=,]+=[^=,]+(,[^=,]+=[^=,]+)*$' },
        {
          type: 'object',
          properties: Object.fromEntries(IMAGE_ROLES.map((role) => [role, { type: 'string', minLength: 1 }])),
          additionalProperties: false,
        },
      ],
    },
    dockerInDocker: { ...YES_OR_NO, default: false, description: 'With docker: whether agents have engines of their own.' },
    containers: {
      description:
        'With docker: containers beside those of Mesos, by name; true for marathon, mesos-dns, consul and registrator.',
      type: 'object',
      propertyNames: { pattern: '^[a-z0-9][a-z0-9-]{0,62}$' },
      additionalProperties: { anyOf: [{ type: 'boolean' }, { $ref: '#/definitions/container' }] },
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
    container: sideContainer,
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

/** What every container may be made with. */
const containerProperties: Schema = {
  image: { type: 'string', minLength: 1, description: 'With docker: its image, in place of that of its role.' },
  environment: {
    description: 'With docker: variables of its environment.',
    type: 'object',
    additionalProperties: { type: ['string', 'number', 'boolean'] },
  },
  binds: {
    description: 'With docker: what of the machine, or which volume, is where in it: /data:/data:ro.',
    type: 'array',
    items: { type: 'string' },
  },
  files: {
    description: 'With docker: files in it by their absolute paths: their content, or from which file of this machine.',
    type: 'object',
    additionalProperties: {
      anyOf: [
        { type: 'string' },
        { type: 'object', properties: { from: { type: 'string' } }, required: ['from'], additionalProperties: false },
      ],
    },
  },
};

const ports: Schema = { type: 'integer', minimum: 1, maximum: 65_535 };
const listOfNames: Schema = { type: 'array', items: { type: 'string', pattern: '^[a-z0-9][a-z0-9-]{0,62}$' } };

const sideContainer: Schema = {
  description: 'A container beside those of Mesos.',
  type: 'object',
  properties: {
    ...containerProperties,
    command: {
      type: 'array',
      minItems: 1,
      items: { type: 'string' },
      description: 'What runs in it. Default: what its image says.',
    },
    ports: { type: 'array', items: ports, description: 'Ports by which it is reached from here.' },
    aliases: { ...listOfNames, description: 'Further names under which others find it.' },
    after: { ...listOfNames, description: 'Which others have to be ready before it starts.' },
    ready: {
      description: 'When it is ready. Default: when it runs.',
      anyOf: [
        {
          type: 'object',
          properties: { http: { type: 'string', pattern: '^/' }, port: ports },
          required: ['http', 'port'],
          additionalProperties: false,
        },
        { type: 'object', properties: { tcp: ports }, required: ['tcp'], additionalProperties: false },
        { type: 'object', properties: { log: { type: 'string', minLength: 1 } }, required: ['log'], additionalProperties: false },
      ],
    },
    hostNetwork: { ...YES_OR_NO, default: false, description: 'Whether it is in the network of the machine of the engine.' },
  },
  additionalProperties: false,
};

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
    ...containerProperties,
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
    ...containerProperties,
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
