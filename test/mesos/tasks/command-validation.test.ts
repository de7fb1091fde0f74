import { expect, it } from 'vitest';
import { validateCommand } from '../../../src/mesos/tasks/command-validation.js';
import type { CommandInfo, Environment, Secret } from '../../../src/mesos/wire/messages.js';

const withVariable = (more: Partial<Environment.Variable>): CommandInfo => ({
  environment: {
    variables: [
      { name: 'GOOD', value: '' },
      { name: 'X', ...more },
    ],
  },
});
const secret = (more: Secret): CommandInfo => withVariable({ type: 'SECRET', secret: more });
const base64 = (text: string) => Buffer.from(text).toString('base64');
const reference = { name: 'vault' };
const value = { data: base64('hidden') };

it.each<[string, CommandInfo | undefined]>([
  ['no command', undefined],
  ['one without environment', { value: 'true' }],
  ['a value', withVariable({ type: 'VALUE', value: 'x' })],
  ['a value without type', withVariable({ value: '' })],
  ['a secret that is a value', secret({ type: 'VALUE', value })],
  ['a secret that is a reference', secret({ type: 'REFERENCE', reference })],
  ['a secret of an unknown type', secret({ type: 'UNKNOWN' })],
])('%s is valid', (_, command) => {
  expect(validateCommand(command)).toBeUndefined();
});

const X = "Environment variable 'X'";
const INVALID = `${X} specifies an invalid secret: `;
it.each<[string, CommandInfo]>([
  [`${X} of type 'VALUE' must have a value set`, withVariable({})],
  [
    `${X} of type 'VALUE' must not have a secret set`,
    withVariable({ type: 'VALUE', value: 'x', secret: { type: 'VALUE', value } }),
  ],
  [`${X} of type 'SECRET' must have a secret set`, withVariable({ type: 'SECRET', value: 'x' })],
  [
    `${X} of type 'SECRET' must not have a value set`,
    withVariable({ type: 'SECRET', value: 'x', secret: { type: 'VALUE', value } }),
  ],
  [`${INVALID}Secret of type REFERENCE must have the 'reference' field set`, secret({ type: 'REFERENCE' })],
  [
    `${INVALID}Secret 'vault' of type REFERENCE must not have the 'value' field set`,
    secret({ type: 'REFERENCE', reference, value }),
  ],
  [`${INVALID}Secret of type VALUE must have the 'value' field set`, secret({ type: 'VALUE' })],
  [`${INVALID}Secret of type VALUE must not have the 'reference' field set`, secret({ type: 'VALUE', reference, value })],
  [
    `${X} specifies a secret containing null bytes, which is not allowed in the environment`,
    secret({ type: 'VALUE', value: { data: base64('a\0b') } }),
  ],
  ["Environment variable of type 'UNKNOWN' is not allowed", withVariable({ type: 'UNKNOWN', value: 'x' })],
])('%s', (message, command) => {
  expect(validateCommand(command)).toBe(message);
});
