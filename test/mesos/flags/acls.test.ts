import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ACL_OBJECTS, acls } from '../../../src/mesos/flags/acls.js';

const read = (value: unknown) => acls.parse(JSON.stringify(value));
const problem = (value: unknown) => acls.explain?.(typeof value === 'string' ? value : JSON.stringify(value));

describe('the flag acls', () => {
  it('reads ACLs in their order', () => {
    const parsed = read({
      permissive: false,
      run_tasks: [
        { principals: { values: ['a', 'b'] }, users: { type: 'ANY' } },
        { principals: { type: 'ANY' }, users: { type: 'NONE', values: ['without', 'meaning'] } },
      ],
    });
    expect(parsed).toMatchObject({
      permissive: false,
      of: {
        run_tasks: [
          { principals: { type: 'SOME', values: ['a', 'b'] }, objects: { type: 'ANY', values: [] } },
          { principals: { type: 'ANY' }, objects: { type: 'NONE', values: [] } },
        ],
      },
    });
  });

  it('is permissive unless told otherwise', () => {
    expect(read({})).toEqual({ permissive: true, of: {}, text: '' });
  });

  it('takes one in place of a list, as all JSON of Mesos', () => {
    const given = { run_tasks: { principals: { values: 'a' }, users: { values: ['u'] } }, view_tasks: null };
    expect(read(given)?.of).toEqual({
      run_tasks: [{ principals: { type: 'SOME', values: ['a'] }, objects: { type: 'SOME', values: ['u'] } }],
    });
  });

  it.each(Object.entries(ACL_OBJECTS))('knows %s, which is about %s', (name, objects) => {
    const acl = { principals: { type: 'ANY' }, [objects]: { type: 'NONE' } };
    expect(read({ [name]: [acl] })?.of).toEqual({
      [name]: [{ principals: { type: 'ANY', values: [] }, objects: { type: 'NONE', values: [] } }],
    });
  });

  it('shows them in the text form of protobuf, in the order of the fields', () => {
    const parsed = read({
      view_roles: [{ principals: { type: 'ANY' }, roles: { values: ['a/%'] } }],
      register_frameworks: [{ principals: { values: ['"a"', 'b'] }, roles: { type: 'SOME', values: [] } }],
      permissive: true,
    });
    expect(parsed && acls.format(parsed)).toBe(
      [
        'permissive: true',
        'register_frameworks {',
        '  principals {',
        '    values: "\\"a\\""',
        '    values: "b"',
        '  }',
        '  roles {',
        '    type: SOME',
        '  }',
        '}',
        'view_roles {',
        '  principals {',
        '    type: ANY',
        '  }',
        '  roles {',
        '    values: "a/%"',
        '  }',
        '}',
        '',
      ].join('\n'),
    );
  });

  it('reads files, named by their path or as Mesos names them', () => {
    const folder = mkdtempSync(join(tmpdir(), 'minimesos-acls-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'acls.json');
    writeFileSync(file, '{"permissive": false}');
    expect(acls.parse(file)?.permissive).toBe(false);
    expect(acls.parse(`file://${file}`)?.permissive).toBe(false);
    expect(problem(join(folder, 'missing'))).toBe(
      `${join(folder, 'missing')} cannot be read: there is no such file on this machine`,
    );
    expect(problem(folder)).toBe(`${folder} cannot be read: it is a directory`);
  });

  const any = { type: 'ANY' };
  it.each([
    ['nonsense', /^it is not JSON: /],
    ['5', 'it is neither an object nor a list'],
    [[], 'it is a list'],
    [{ permissive: 'yes' }, 'permissive is not true or false'],
    [{ run_task: [] }, 'there is no action run_task; did you mean run_tasks?'],
    [{ quite_another: [] }, 'there is no action quite_another'],
    [{ set_quotas: [] }, 'set_quotas is of an earlier version of Mesos, and now update_quotas'],
    [{ shutdown_frameworks: [] }, 'shutdown_frameworks is of an earlier version of Mesos, and now teardown_frameworks'],
    [{ run_tasks: ['x'] }, 'run_tasks[0] is not an object'],
    [{ run_tasks: [{ users: any }] }, 'run_tasks[0].principals is missing'],
    [{ run_tasks: [{ principals: any }] }, 'run_tasks[0].users is missing'],
    [{ run_tasks: [{ principals: any, roles: any }] }, 'run_tasks[0] has principals and users, but no roles'],
    [{ run_tasks: [{ principals: 'a', users: any }] }, 'run_tasks[0].principals is not an object with "type" or "values"'],
    [
      { run_tasks: [{ principals: { value: [] }, users: any }] },
      'run_tasks[0].principals is not an object with "type" or "values"',
    ],
    [
      { run_tasks: [{ principals: { type: 'ALL' }, users: any }] },
      'the type of run_tasks[0].principals is not one of SOME, ANY, NONE',
    ],
    [{ run_tasks: [{ principals: { values: [1] }, users: any }] }, 'the values of run_tasks[0].principals are not texts'],
    [
      { view_flags: [{ principals: any, flags: { values: ['x'] } }] },
      'view_flags[0]: ACL.ViewFlags type must be either NONE or ANY',
    ],
    [
      { get_endpoints: [{ principals: any, paths: { values: ['/state'] } }] },
      "get_endpoints[0]: Path: '/state' is not an authorizable path",
    ],
  ])('says what is wrong with %j', (given, message) => {
    expect(acls.parse(typeof given === 'string' ? given : JSON.stringify(given))).toBeUndefined();
    expect(problem(given)).toMatch(message);
  });
});
