import { describe, expect, it } from 'vitest';
import { readMinimesosFile } from '../../../src/cluster/minimesos-file/minimesos-file.js';
import { writeYaml } from '../../../src/cluster/minimesos-file/write-yaml.js';
import { parseYamlDescription } from '../../../src/cluster/parse-yaml.js';

/** What a file says, and what its translation says when it is read again. */
async function written(inside: string) {
  const file = readMinimesosFile(`minimesos {\n${inside}\n}\n`, 'minimesosFile');
  const text = writeYaml(file, './schema.json', 'minimesosFile');
  return { text, description: file.description, read: await parseYamlDescription(text, 'minimesos.yaml') };
}

/** The names of these tests are those of the original's ConfigWriterTest. */
describe('ConfigWriterTest', () => {
  it('testWritingDefaultConfiguration', async () => {
    const { text, description, read } = await written('');
    expect(read).toEqual(description);
    expect(text).toBe(`# yaml-language-server: $schema=./schema.json
#
# Made from minimesosFile by minimesos migrate. Comments tell what of that is not here, or not as it was.

zookeeper: true

# line 1: there is no agent, which the original refused
agents: 0
`);
  });

  it('testWritingFilledConfiguration', async () => {
    const { text, description, read } = await written(`
      clusterName = "filled"
      loggingLevel = "WARNING"
      mapPortsToHost = true
      mesosVersion = "1.0.0"
      timeout = 30
      master { aclJson = '{ "run_tasks": [] }'
        authenticate = true }
      zookeeper { imageName = "jplock/zookeeper" }
      marathon {
        app { marathonJson = "http://www.google.com" }
        app { marathonJson = "/temp/fileA" }
      }
      agent { attributes = "az:0a" }
      consul { }
      registrator { }
      mesosdns { }`);
    expect(read).toEqual(description);
    expect(text).toMatch(
      /\n# line 5: the ports are fixed, .*\n(# .*\n)+masters:\n {2}- port: 5050\n {4}flags:\n {6}logging_level: WARNING\n/,
    );
    expect(text).toContain('\nnames:\n  domain: mm\n');
    expect(text).toMatch(/apps:\n *- http:\/\/www\.google\.com\n *- \/temp\/fileA/);
    expect(text.split('\n').filter((line) => line.length > 120)).toEqual([]);
  });
});
