import { readdirSync, readFileSync } from 'node:fs';

/** A message that Apache Mesos 1.12 has sent, as it was on the wire. */
export interface RecordedMessage {
  /** The recording it is of. */
  readonly recording: string;
  /** The roles of who sent it and who got it: `agent`, `master`, `scheduler`, `executor`. */
  readonly from: string;
  readonly to: string;
  /** The path of the request: `/slave(1)/mesos.internal.PingSlaveMessage`. */
  readonly path: string;
  readonly pid: string;
  readonly body: Buffer;
}

const folder = new URL('recorded/', import.meta.url);

/** All of them, in the order in which they were sent. A line is: sender, receiver, path, pid of the sender, body in hex. */
export const recordedMessages: readonly RecordedMessage[] = readdirSync(folder).flatMap((file) =>
  readFileSync(new URL(file, folder), 'utf8')
    .trim()
    .split('\n')
    .map((line) => {
      const [from = '', to = '', path = '', pid = '', hex = ''] = line.split(' ');
      return { recording: file.replace('.txt', ''), from, to, path, pid, body: Buffer.from(hex, 'hex') };
    }),
);
