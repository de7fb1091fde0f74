import { describe, expect, it } from 'vitest';
import { resolveDescription } from '../../../src/cluster/description.js';
import { isMinimesosFile, readMinimesosFile } from '../../../src/cluster/minimesos-file/minimesos-file.js';
import type { MinimesosError } from '../../../src/errors.js';

const read = (inside: string) => readMinimesosFile(`minimesos {\n${inside}\n}\n`, 'minimesosFile');
const described = (inside: string) => read(inside).description;
const agents = (inside: string) => described(inside)['agents'];
const notes = (inside: string) => read(inside).notes.map(({ at, text }) => `${at.map(({ line }) => line).join()}: ${text}`);
/** What is wrong, a line for each. */
function problems(text: string): string[] {
  try {
    return [JSON.stringify(readMinimesosFile(text, 'minimesosFile').description)];
  } catch (error) {
    const { details } = error as MinimesosError<'INVALID_DESCRIPTION'>;
    return details.problems.map(({ path, message, suggestion }) => `${path}: ${message}${suggestion ? ` (${suggestion})` : ''}`);
  }
}
const wrong = (inside: string) => problems(`minimesos {\n${inside}\n}\n`);

/** The names of these tests are those of the original's ConfigParserTest. */
describe('ConfigParserTest', () => {
  it.each(['WARNING', 'warning'])('testLoggingLevel, testLoggingLevel_caseInsensitive: %s', (level) => {
    expect(described(`loggingLevel = "${level}"\nagent { }`)).toMatchObject({
      masters: [{ flags: { logging_level: 'WARNING' } }],
      agents: [{ flags: { logging_level: 'WARNING' } }],
    });
    expect(described('loggingLevel = "INFO"')['masters']).toBeUndefined();
    expect(wrong('loggingLevel = "DEBUG"')).toEqual([
      'line 2, column 16: expected one of INFO, WARNING, ERROR for loggingLevel, but got "DEBUG"',
    ]);
  });

  it('testClusterName', () => {
    expect(described('clusterName = "testcluster"')['name']).toBe('testcluster');
    expect(described('clusterName = null')['name']).toBeUndefined();
  });

  it('testTimeout', () => {
    expect(resolveDescription(described('timeout = 500')).timeoutMs).toBe(500_000);
    expect(wrong('timeout = "60"')).toEqual(['line 2, column 11: expected seconds from 1 to 2147483 for timeout, but got "60"']);
  });

  it('testUnsupportedProperty', () => {
    expect(wrong('  unsupportedProperty = "foo"')).toEqual(['line 2, column 3: minimesos has no property unsupportedProperty']);
    expect(wrong('clustername = "x"')).toEqual(['line 2, column 1: minimesos has no property clustername (clusterName)']);
    expect(wrong('master = 1')).toEqual(['line 2, column 1: minimesos has no property master: write master { ... }']);
  });

  it('testUnsupportedBlock', () => {
    expect(wrong('unsupportedBlock {\n}')).toEqual(['line 2, column 1: minimesos has no block unsupportedBlock']);
    expect(wrong('agnet {\n}')).toEqual(['line 2, column 1: minimesos has no block agnet (agent)']);
    expect(wrong('timeout { }')).toEqual(['line 2, column 1: minimesos has no block timeout: write timeout = ...']);
  });

  it('testLoadSingleAgent, testLoadTwoAgents', () => {
    expect(resolveDescription(described('agent { }')).agents).toHaveLength(1);
    expect(resolveDescription(described('agent {\n}\nagent {\n}')).agents).toHaveLength(2);
  });

  it('testLoadAgentTwoAgents_loggingLevel', () => {
    const inside =
      'loggingLevel = "warning"\nagent { loggingLevel = "ERROR" }\nagent { }\nagent { loggingLevel = "# INHERIT FROM CLUSTER" }';
    expect(agents(inside)).toMatchObject([
      { flags: { logging_level: 'ERROR' } },
      { count: 2, flags: { logging_level: 'WARNING' } },
    ]);
  });

  it('testLoadMaster', () => {
    expect(notes('master { imageName = "another/master" }\nagent { }')).toEqual([
      '2: no images are needed, as Mesos and ZooKeeper are part of minimesos; leave it out',
    ]);
  });

  it('testMesosVersion_nonExistentVersion', () => {
    expect(wrong('mesosVersion = "1.0.0-does-not-exist"')).toHaveLength(1);
    expect(wrong('mesosVersion = "0.28.2"')[0]).toMatch(
      /^line 2, column 16: expected one of 0\.25, .* but got "0\.28\.2" \(0\.28\.0\)$/,
    );
  });

  it('testMesosVersion_inheritTag, testMesosVersion_overrideTag', () => {
    const inside = 'mesosVersion = "0.26"\nmaster { imageTag = "0.27" }\nagent { imageTag = "0.28" }';
    expect(described(inside)['mesosVersion']).toBeUndefined();
    expect(notes(inside)).toEqual([
      "2: the cluster is Mesos 1.11, or 1.12 with mesosVersion: '1.12'; 0.26 is not there",
      ...['3', '4'].map((line) => `${line}: no images are needed, as Mesos and ZooKeeper are part of minimesos; leave it out`),
    ]);
  });

  it.each(['master', 'zookeeper', 'marathon', 'mesosdns', 'consul', 'registrator'])('testFailureToLoadTwoMaster: %s', (block) => {
    expect(wrong(`${block} { }\n${block} { }`)).toEqual([
      `line 3, column 1: there can be one block ${block} in minimesos, and there is one in line 2`,
    ]);
  });

  it('testZookeeper, testZookeeper_properties', () => {
    expect(described('zookeeper { }')['zookeeper']).toBe(true);
    expect(described('agent { }')['zookeeper']).toBe(true);
    expect(notes('zookeeper {\n imageName = "containersol/zookeeper"\n imageTag = "3.4.5"\n}\nagent { }')).toHaveLength(2);
  });

  it('testMarathon, testMarathon_properties', () => {
    const inside = 'marathon {\n imageName = "containersol/marathon"\n imageTag = "v0.14.0"\n cmd = "--zk x"\n}\nagent { }';
    expect(notes(inside)).toEqual(['5: Marathon is not started by a command']);
  });

  it('testMarathonApp_noUrlOrPath', () => {
    expect(wrong('marathon {\n app {\n }\n group { }\n}')).toEqual([
      'line 3, column 2: app has to have the property marathonJson',
      'line 5, column 2: group has to have the property marathonJson',
    ]);
  });

  it('testMarathonApp_path, testMarathonApp_url', () => {
    const url = 'https://www.github.com/organization/repo/app.json';
    const inside = `marathon {\n app { marathonJson = "src/test/app.json" }\n app { marathonJson = '${url}' }\n group { marathonJson = "g.json" }\n}\nagent { }`;
    expect(notes(inside)).toEqual([]);
    expect(described(inside)).toMatchObject({ marathon: true, apps: ['src/test/app.json', url], groups: ['g.json'] });
  });

  it.each([
    ['testLoadSingleAgentResourcesNumbers', '1', '4'],
    ['testLoadSingleAgentResourcesStrings', '"1"', '"4"'],
  ])('%s', (_, one, four) => {
    const cpus = `cpu { role = "logstash"\n value = ${one} }\ncpu { role = "*"\n value = ${four} }`;
    const inside = `agent { resources { ${cpus}\nports { role = "logstash"\n value = "[514-514]" } } }`;
    expect(agents(inside)).toEqual([
      { resources: 'cpus:4;cpus(logstash):1;mem:1024;disk:2000;ports:[31000-32000];ports(logstash):[514-514]' },
    ]);
  });
});

describe('AgentResourcesConfigTest, ResourceDefScalarTest and ResourceUtilTest', () => {
  const resources = (inside: string) => (agents(`agent { resources { ${inside} } }`) as { resources: string }[])[0]?.resources;
  const value = (kind: string, value: string) => `${kind} { value = ${value} }`;

  it('testDefaultResourcesAsString', () => {
    // Without a word about ports each agent has a block of its own.
    expect(agents('agent { }')).toEqual([{ resources: 'cpus:4;mem:1024;disk:2000' }]);
    expect(resources(value('ports', '"[31000-32000]"'))).toBe('cpus:4;mem:1024;disk:2000');
  });

  it('testPortsFromString, testPortsCpusFromString', () => {
    expect(resources(`${value('ports', '"[8081-8082]"')}\n${value('cpu', '1.2')}`)).toBe(
      'cpus:1.2;mem:1024;disk:2000;ports:[8081-8082]',
    );
  });

  it('testElasticSearchResources', () => {
    const role = (kind: string, amount: string) => `${kind} { role = "testRole"\n value = ${amount} }`;
    const all = [role('ports', '"[9200-9200,9300-9300]"'), role('cpu', '0.2'), role('mem', '256'), role('disk', '200')].join(
      '\n',
    );
    expect(resources(all)).toBe(
      'cpus:4;cpus(testRole):0.2;mem:1024;mem(testRole):256;disk:2000;disk(testRole):200;ports:[31000-32000];ports(testRole):[9200-9200, 9300-9300]',
    );
  });

  it('testDotParsing, testCommaParsing', () => {
    expect(resources(value('cpu', '"1.2"'))).toContain('cpus:1.2;');
    expect(wrong(`agent { resources { ${value('cpu', '"1,2"')} } }`)).toEqual([
      'line 2, column 35: expected a number of at least 0, with a dot before its decimals for value, but got "1,2"',
    ]);
  });

  it.each(['""', '"[]"', '"31000-32000"', '"[1-2],[3-4]"', '"[2-1]"', '"[0-1]"', '"[1-65536]"', '5', 'null'])(
    'ports are not %s',
    (ports) => {
      expect(wrong(`agent { resources { ${value('ports', ports)} } }`)[0]).toContain(
        'expected ranges of ports in one pair of brackets',
      );
    },
  );

  it('takes the last of what is written twice', () => {
    expect(resources(`${value('mem', '1')}\n${value('mem', '2')}`)).toContain(';mem:2;');
    expect(described('timeout = 1\ntimeout = 2')['timeout']).toBe('2secs');
  });
});

describe('a minimesosFile', () => {
  it('says what there is, in all that it can say', () => {
    const { description } = read(`
      clusterName = "My Cluster 1"
      mapPortsToHost = true
      timeout = 90
      zookeeper { }
      master {
        authenticate = true
        aclJson = """
          { "run_tasks": [{ "principals": { "values": ["foo"] }, "users": { "values": ["alice"] } }] }
        """
      }
      agent { attributes = "rack:a;os:linux" }
      mesosdns { imageName = "xebia/mesos-dns" }
      consul { }
      registrator { }`);
    expect(description).toEqual({
      ...{ name: 'my-cluster-1', timeout: '90secs', zookeeper: { port: 2181 }, names: { domain: 'mm' } },
      masters: [
        { port: 5050, flags: { acls: { run_tasks: [{ principals: { values: ['foo'] }, users: { values: ['alice'] } }] } } },
      ],
      agents: [{ resources: 'cpus:4;mem:1024;disk:2000', attributes: 'rack:a;os:linux' }],
    });
    expect(resolveDescription(description).names?.domain).toBe('mm');
  });

  it('tells what has no place here, and what to do', () => {
    const told = notes(`clusterName = "Change Cluster Name in minimesosFile file"
      mapAgentSandboxVolume = true
      mapPortsToHost = true
      consul { }
      registrator { }
      master {
        authenticate = true
      }
      agent { portNumber = 5051 }`);
    expect(told).toEqual([
      '2: that is no name; one is made up for each cluster',
      '4: the ports are fixed, but nobody outside of this machine gets at them: all listens on 127.0.0.1',
      '3: sandboxes are directories of this machine anyway: minimesos logs TASK shows what is in them, and cluster.sandbox(task)',
      expect.stringContaining('5: there is no consul; names: true'),
      expect.stringContaining('6: there is no registrator; names: true'),
      expect.stringContaining('10: all agents are on one machine'),
      expect.stringContaining('8: nobody has to authenticate'),
    ]);
    expect(notes('')).toEqual(['1: there is no agent, which the original refused']);
    expect(described('')['agents']).toBe(0);
    expect(notes('agent { }\nmaster { aclJson = "{}" }')).toEqual([
      expect.stringContaining('3: the original took aclJson only with'),
    ]);
    expect(notes('agent { }\nclusterName = "!"')).toEqual(['3: nothing of that can be a name']);
  });

  it('tells of agents that offer the same ports', () => {
    const agent = 'agent { resources { ports { value = "[9200-9200]" } } }';
    expect(notes(`${agent}\n${agent}`)).toEqual([
      '3: the agent of line 2 offers the same ports, and only one task of this machine can have each of them',
    ]);
  });

  it('tells all that is wrong at once, in order', () => {
    expect(
      problems(`minimesos {
  clusterNam = "x"
  if (ready) {
    agent { }
  }
  agent {
    portNumber = 0
    resources { cpu { value = 1,2 } }
  }
  master { aclJson = "{" }
`),
    ).toEqual([
      'line 1, column 1: the block minimesos is never closed',
      'line 2, column 3: minimesos has no property clusterNam (clusterName)',
      expect.stringMatching(/^line 3, column 3: only blocks, name \{ \.\.\. \}, and properties/),
      'line 7, column 18: expected a port from 1 to 65535 for portNumber, but got 0',
      'line 8, column 32: the line has to end after the value of value, but , follows',
      'line 10, column 22: expected an object in JSON, as a string, or null for aclJson, but got "{"',
    ]);
  });

  it('tells where it is wrong what only the whole shows', () => {
    expect(wrong('\nagent { }\nagent { attributes = "rack" }')).toEqual([
      expect.stringMatching(/^line 4, column 1, as agents\[1\]\.attributes: expected attributes such as /),
    ]);
    const [problem] = wrong('master {\n aclJson = \'{ "run_tasks": 1 }\'\n}\nagent { }');
    expect(problem).toMatch(/^line 2, column 1, as masters\[0\]\.flags\.acls/);
  });

  it.each(['', 'invalid', '// only a comment', 'other { }', 'clusterName = "x"'])('is not %j', (text) => {
    expect(problems(text)[0]).toMatch(/^line 1, column 1: /);
  });

  it('is known by its first word', () => {
    for (const text of ['minimesos {', '#!/usr/bin/env groovy\n// c\n/* c\n */ minimesos\n{ }', '\uFEFF minimesos{']) {
      expect(isMinimesosFile(text)).toBe(true);
    }
    const manyComments = `${'/**/'.repeat(1000)}minimesos`;
    for (const text of ['agents: 1', '{ "minimesos": {} }', '# minimesos {', 'minimesos: { a: 1 }', '', manyComments]) {
      expect(isMinimesosFile(text)).toBe(false);
    }
  });
});
