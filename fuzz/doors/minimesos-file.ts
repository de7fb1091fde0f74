import { isMinimesosFile, readMinimesosFile } from '../../src/cluster/minimesos-file/minimesos-file.js';
import { isAnswer } from '../answers.js';
import type { Door } from '../engine/door.js';

/** The Groovy of the original minimesos. */
const door: Door = {
  name: 'minimesos-file',
  corpus: [
    'minimesos {\n  clusterName = "x"\n  loggingLevel = "INFO"\n  timeout = 60\n  agent { resources { cpu { role = "*"\n value = 0.2 } } }\n}',
    '/* a */ // b\nminimesos { zookeeper { imageTag = \'3.4.6\' }\n marathon { app { marathonJson = "<<<" } } }',
    'minimesos {\n  exposePorts = true\n  consul {}\n  registrator {}\n  master { aclJson = "{}" }\n agent {imageName="a"; resources {ports {role="*"; value="[31000-32000]"}}}}',
  ],
  answers: isAnswer,
  run(input) {
    const text = Buffer.from(input).toString();
    isMinimesosFile(text);
    readMinimesosFile(text, 'minimesosFile');
  },
};

export default door;
