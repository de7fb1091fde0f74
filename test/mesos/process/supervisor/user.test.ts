import { userInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import { lookUpUser } from '../../../../src/mesos/process/supervisor/user.js';

describe('looking up users', () => {
  it('finds the user of this process', () => {
    const { username, uid, gid, homedir } = userInfo();
    expect(lookUpUser(username)).toEqual({ uid, gid, home: homedir });
  });

  it('finds root', () => expect(lookUpUser('root')).toMatchObject({ uid: 0, gid: 0 }));

  it.each(['no-such-user', '', '0', '-h', '--help', 'root:x', 'root\n', 'ro\0ot', '../root'])('knows no user %j', (name) => {
    expect(lookUpUser(name)).toBeUndefined();
  });
});
