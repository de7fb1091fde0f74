import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseAgentFlags } from '../../../src/mesos/flags/agent-flags.js';
import { credentials, ownCredential, secretKey } from '../../../src/mesos/flags/credentials.js';

const both = [
  { principal: 'a', secret: 'one' },
  { principal: 'b', secret: 'two' },
];

function file(content: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'minimesos-credentials-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'file'), content);
  return join(folder, 'file');
}

describe('the flag credentials', () => {
  it.each([JSON.stringify({ credentials: both }), JSON.stringify(both), 'a one\nb two\n', ' \n a  one \n\n\tb\ttwo'])(
    'reads %j',
    (text) => {
      expect(credentials.parse(text)?.list).toEqual(both);
      const path = file(text);
      expect(credentials.parse(path)).toEqual({ list: both, source: path });
      expect(credentials.parse(`file://${path}`)).toEqual({ list: both, source: `file://${path}` });
    },
  );

  it('never shows a secret', () => {
    const parsed = credentials.parse(JSON.stringify({ credentials: both }));
    expect(parsed && credentials.format(parsed)).toBe('{"credentials":[{"principal":"a"},{"principal":"b"}]}');
  });

  it.each([
    ['', 'there is no credential'],
    ['{"credentials": []}', 'there is no credential'],
    ['{"credentials": "a"}', 'it has no list "credentials"'],
    ['{"principal": "a", "secret": "one"}', 'it has no list "credentials"'],
    ['[{"secret": "one"}]', 'credentials[0] has no text "principal"'],
    ['[{"principal": "a", "secret": 1}]', 'the secret of credentials[0] is not text'],
    ['[null]', 'credentials[0] has no text "principal"'],
    ['./credentials.json', 'it is one word; if it is the path of a file, that has to be absolute'],
    ['a one\nb', 'line 2 is not a principal and a secret'],
    ['a one more', 'line 1 is not a principal and a secret'],
    ['/nowhere/at/all', '/nowhere/at/all cannot be read: there is no such file on this machine'],
  ])('says what is wrong with %j', (text, message) => {
    expect(credentials.parse(text)).toBeUndefined();
    expect(credentials.explain?.(text)).toBe(message);
  });
});

it('tells no secret in what it says of a flag that is wrong', () => {
  const given = [
    { http_credentials: '[{"principal": "a", "secret": "hidden"' },
    { http_credentials: '{"credentials": [{"principal": "a", secret: "hidden"}]}' },
    { http_credentials: 'a hidden hidden' },
    { credential: '{"principal" "hidden"}' },
  ];
  for (const flags of given) {
    const { problems } = parseAgentFlags(flags as unknown as Record<string, string>);
    expect(problems).toHaveLength(1);
    expect(JSON.stringify(problems)).not.toContain('hidden');
  }
});

it('reads the one credential of an agent', () => {
  const credential = { principal: 'a', secret: 'one' };
  expect(ownCredential.parse(JSON.stringify(credential))?.credential).toEqual(credential);
  expect(ownCredential.parse('a one')).toEqual({ credential, source: '{"credentials":[{"principal":"a"}]}' });
  expect(ownCredential.explain?.('{}')).toBe('it has no text "principal"');
});

it('reads a key, or a file that is one', () => {
  expect(secretKey.parse('key')).toEqual({ key: 'key', source: 'a key that was given with the flag' });
  const path = file('key\n');
  expect(secretKey.parse(path)).toEqual({ key: 'key\n', source: path });
  expect(secretKey.explain?.('')).toBe('it is empty');
});
