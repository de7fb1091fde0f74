import { describe, expect, it } from 'vitest';
import { isSame } from '../../../src/mesos/process/secrets.js';
import { filesUnder, textOf } from '../../source-files.js';

describe('secrets', () => {
  it('are the same or not, whatever their length and form', () => {
    expect(isSame('secret', 'secret')).toBe(true);
    expect(isSame('secret', Buffer.from('secret'))).toBe(true);
    for (const [given, right] of [
      ['secret', 'Secret'],
      ['', 'secret'],
      ['secret', ''],
      ['secrets', 'secret'],
    ] as const) {
      expect(isSame(given, right)).toBe(false);
    }
    expect(isSame('secret', undefined)).toBe(false);
  });

  it('are compared nowhere by other means, which tell by their time how much was guessed', () => {
    // `x === undefined`, `typeof x === 'string'` and `x.length === 0` tell nothing of what is in it.
    const value = String.raw`[\w.?!]*(?<![a-z])(?:secret|password|passwd|token|proof|signature|authorization)`;
    const compared = new RegExp(
      [
        String.raw`(?<!typeof )\b${value}\b *(===|!==)(?! *(undefined|null|'|true|false|\d))`,
        String.raw`(===|!==) *${value}\b(?!\()`,
        String.raw`${value}\.(equals|localeCompare|startsWith)\(`,
      ].join('|'),
      'i',
    );
    const known = [
      'src/cluster/minimesos-file/', // tokens of a language
      'src/cluster/json-fault.ts', // tokens of JSON
    ];
    const found = filesUnder('src', '.ts').flatMap((path) =>
      textOf(path)
        .split('\n')
        .flatMap((line, index) =>
          compared.test(line) && !known.some((start) => path.startsWith(start)) ? [`${path}:${index + 1} ${line}`] : [],
        ),
    );
    expect(found).toEqual([]);
    const users = filesUnder('src', '.ts').filter((path) => /\bisSame\(/.test(textOf(path)));
    expect(users).toEqual([
      'src/mesos/process/cram-md5.ts',
      'src/mesos/process/http/basic-authenticator.ts',
      'src/mesos/process/http/jwt.ts',
      'src/remote/guard.ts',
      'src/zookeeper/acl.ts',
      'src/zookeeper/server.ts',
    ]);
    expect(filesUnder('src', '.ts').filter((path) => /timingSafeEqual/.test(textOf(path)))).toEqual([
      'src/mesos/process/secrets.ts',
    ]);
  });
});
