import { formatImage, parseImage } from '../../src/docker/image-reference.js';
import { applyParameters, type CreateOptions } from '../../src/mesos/containerizer/docker/parameters.js';
import { each, isAnswerInWords } from '../answers.js';
import type { Door } from '../engine/door.js';

/** A profile is read from a file, which is another matter. */
const withoutFiles = (text: string) => text.replaceAll('seccomp', 'secccmp');

const emptyOptions = (): CreateOptions => ({
  ...{ Env: [], Labels: {}, ExposedPorts: {}, Volumes: {}, aliases: [], addresses: {} },
  HostConfig: { Binds: [], PortBindings: {}, Mounts: [] },
});

/** Parameters of a DockerInfo, each `key=value` on a line; and names of images. */
const door: Door = {
  name: 'docker-options',
  corpus: [
    'memory=64m\ncpus=1.5\nenv=A=b\nvolume=/a:/b:ro\npublish=127.0.0.1:8080:80/udp\nlabel=a=b\nadd-host=a:1.2.3.4',
    'mount=type=bind,source=/data,target=/data,readonly\nulimit=nofile=1024:2048\ndevice=/dev/sda:/dev/xvda:r\ntmpfs=/run:size=64m',
    'init=true\nlog-driver=json-file\nlog-opt=max-size=1\nsysctl=a=b\nsecurity-opt=no-new-privileges\nmemory-swap=-1',
    'registry.example.com:5000/team/executor@sha256:0123456789012345678901234567890123456789012345678901234567890123',
  ],
  run(input) {
    const text = Buffer.from(input).toString();
    each(
      [
        () => {
          const pairs = withoutFiles(text)
            .split('\n')
            .map((line) => ({ key: line.split('=', 1)[0] as string, value: line.slice(line.indexOf('=') + 1) }));
          for (const pair of pairs) each([() => applyParameters(emptyOptions(), [pair])], isAnswerInWords);
        },
        () => {
          const image = parseImage(text);
          if (image && !parseImage(formatImage(image)))
            throw new TypeError('the name of an image is none when it is written again');
        },
      ],
      isAnswerInWords,
    );
  },
};

export default door;
