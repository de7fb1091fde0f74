import type { Problem } from '../../problem.js';
import { show } from '../../problem.js';
import { suggest } from '../../suggest.js';
import type { Position } from '../json-fault.js';
import type { Value, WrittenBlock } from './blocks.js';

/** What a property may be: its value as it is used, or undefined where it is none. */
interface PropertyForm {
  readonly expected: string;
  read(value: Value): unknown;
}

/** What may be in a block. */
export interface BlockForm {
  readonly properties: Readonly<Record<string, PropertyForm>>;
  readonly blocks: Readonly<Record<string, BlockForm>>;
  /** Whether there may be several in the block around it. */
  readonly many?: boolean;
  /** The properties that it has to have. */
  readonly required?: readonly string[];
}

/** A block that was checked. */
export interface CheckedBlock {
  readonly at: Position;
  /** What is not null of its properties, the last of those that are written twice, each with where it is. */
  readonly values: Readonly<Record<string, { readonly value: unknown; readonly at: Position }>>;
  readonly blocks: Readonly<Record<string, readonly CheckedBlock[]>>;
}

/** The value of a property as text; undefined where it is not there. */
export function textOf({ values }: CheckedBlock, name: string): string | undefined {
  const property = values[name];
  return property && String(property.value);
}

/** Versions of Mesos that the original had images of. */
export const VERSIONS = ['0.25', '0.25.0', '0.26', '0.27', '0.28', '0.28.0', '0.28.1', '1.0.0'] as const;
export const LEVELS = ['INFO', 'WARNING', 'ERROR'] as const;
/** What the original wrote where a block has no level of its own. */
const INHERITED = '# INHERIT FROM CLUSTER';

const nullable = ({ expected, read }: PropertyForm): PropertyForm => ({
  expected: `${expected}, or null`,
  read: (value) => (value === null ? null : read(value)),
});
const text: PropertyForm = { expected: 'a string', read: (value) => (typeof value === 'string' ? value : undefined) };
const truth: PropertyForm = { expected: 'true or false', read: (value) => (typeof value === 'boolean' ? value : undefined) };
const whole = (what: string, least: number, most: number): PropertyForm => ({
  expected: `${what} from ${least} to ${most}`,
  read: (value) => (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most ? value : undefined),
});
const oneOf = (words: readonly string[], read = (word: string) => words.find((each) => each === word)): PropertyForm => ({
  expected: `one of ${words.join(', ')}`,
  read: (value) => (typeof value === 'string' ? read(value) : undefined),
});
const level = (word: string) => LEVELS.find((each) => each === word.toUpperCase());
const ownLevel: PropertyForm = oneOf(LEVELS, (word) => (word === INHERITED ? (INHERITED as never) : level(word)));
const amount: PropertyForm = {
  expected: 'a number of at least 0, with a dot before its decimals',
  read: (value) => {
    const number = typeof value === 'string' && /^\d+(\.\d+)?$/.test(value.trim()) ? Number(value) : value;
    return typeof number === 'number' && number >= 0 ? number : undefined;
  },
};
const ranges: PropertyForm = {
  expected: 'ranges of ports in one pair of brackets, such as "[31000-31099,31200-31299]"',
  read: (value) => {
    const [, inside] = typeof value === 'string' ? (/^\s*\[([^[\]]*)\]\s*$/.exec(value) ?? []) : [];
    const parts = inside?.split(',').map((part) => /^\s*(\d{1,5})-(\d{1,5})\s*$/.exec(part)?.slice(1).map(Number)) ?? [undefined];
    const isRange = (part: number[] | undefined) =>
      part && Number(part[0]) >= 1 && Number(part[0]) <= Number(part[1]) && Number(part[1]) < 65_536;
    return parts.every(isRange) ? `[${parts.map((part) => part?.join('-')).join(', ')}]` : undefined;
  },
};
const json: PropertyForm = {
  expected: 'an object in JSON, as a string',
  read: (value) => {
    try {
      const parsed: unknown = typeof value === 'string' ? JSON.parse(value) : undefined;
      return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? parsed : undefined;
    } catch {
      return undefined;
    }
  },
};

const image = { imageName: nullable(text), imageTag: nullable(text) };
const container: BlockForm = { properties: image, blocks: {} };
const resource = (value: PropertyForm): BlockForm => ({
  properties: { role: text, value },
  blocks: {},
  many: true,
  required: ['value'],
});
const file: BlockForm = { properties: { marathonJson: text }, blocks: {}, many: true, required: ['marathonJson'] };

/** All that a minimesosFile may hold. */
export const FILE_FORM: BlockForm = {
  properties: {},
  blocks: {
    minimesos: {
      properties: {
        clusterName: nullable(text),
        loggingLevel: oneOf(LEVELS, level),
        mapPortsToHost: truth,
        mapAgentSandboxVolume: truth,
        mesosVersion: oneOf(VERSIONS),
        timeout: whole('seconds', 1, 2_147_483),
      },
      blocks: {
        zookeeper: container,
        master: { properties: { ...image, loggingLevel: ownLevel, authenticate: truth, aclJson: nullable(json) }, blocks: {} },
        agent: {
          properties: { ...image, loggingLevel: ownLevel, portNumber: whole('a port', 1, 65_535), attributes: nullable(text) },
          blocks: {
            resources: {
              properties: {},
              blocks: { cpu: resource(amount), mem: resource(amount), disk: resource(amount), ports: resource(ranges) },
            },
          },
          many: true,
        },
        marathon: { properties: { ...image, cmd: nullable(text) }, blocks: { app: file, group: file } },
        mesosdns: container,
        consul: container,
        registrator: container,
      },
    },
  },
};

/** A place, as messages name it. */
export const placeOf = ({ line, column }: Position): string => `line ${line}, column ${column}`;

/** Checks a block and all in it against its form; what is wrong is added to the problems, with its place. */
export function checkBlock(written: WrittenBlock, form: BlockForm, problems: Problem[]): CheckedBlock {
  const owner = written.name || 'the file';
  const values: Record<string, { value: unknown; at: Position }> = {};
  for (const { name, value, at, valueAt } of written.properties) {
    const property = Object.hasOwn(form.properties, name) ? form.properties[name] : undefined;
    const read = property?.read(value);
    if (!property) problems.push(unknown(at, owner, 'property', name, form));
    else if (read === undefined) {
      const came = show(value);
      const { expected } = property;
      const suggestion = typeof value === 'string' && name === 'mesosVersion' ? suggest(value, VERSIONS) : undefined;
      const message = `expected ${expected} for ${name}, but got ${came}`;
      problems.push({ code: 'INVALID_VALUE', path: placeOf(valueAt), message, came, expected, suggestion });
    } else if (read !== null) values[name] = { value: read, at };
    else delete values[name];
  }
  const blocks: Record<string, CheckedBlock[]> = {};
  for (const block of written.blocks) {
    const inner = Object.hasOwn(form.blocks, block.name) ? form.blocks[block.name] : undefined;
    if (!inner) {
      problems.push(unknown(block.at, owner, 'block', block.name, form));
      continue;
    }
    const before = blocks[block.name] ?? [];
    if (before[0] && !inner.many) {
      const message = `there can be one block ${block.name} in ${owner}, and there is one in line ${before[0].at.line}`;
      problems.push({ code: 'INVALID_VALUE', path: placeOf(block.at), message });
    }
    blocks[block.name] = [...before, checkBlock(block, inner, problems)];
  }
  for (const name of form.required ?? []) {
    if (written.properties.some((property) => property.name === name)) continue;
    problems.push({ code: 'INVALID_VALUE', path: placeOf(written.at), message: `${owner} has to have the property ${name}` });
  }
  return { at: written.at, values, blocks };
}

function unknown(at: Position, owner: string, kind: 'property' | 'block', name: string, form: BlockForm): Problem {
  const other = kind === 'property' ? form.blocks : form.properties;
  const same = kind === 'property' ? form.properties : form.blocks;
  const hint = Object.hasOwn(other, name) ? `: write ${name} ${kind === 'property' ? '{ ... }' : '= ...'}` : '';
  const suggestion = hint === '' ? suggest(name, Object.keys(same)) : undefined;
  return { code: 'UNKNOWN_KEY', path: placeOf(at), message: `${owner} has no ${kind} ${name}${hint}`, suggestion };
}
