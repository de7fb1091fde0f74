/** How masters label their znodes, so that whoever reads one knows what is in it: `json.info_0000000003`. */
export const JSON_LABEL = 'json.info';
/** The label of masters before Mesos 0.24. */
export const PROTOBUF_LABEL = 'info';

const JSON_ZNODE = /(?:^|\/)json\.info_(\d+)$/;
const PROTOBUF_ZNODE = /(?:^|\/)info_\d+$/;

/** The number of a master's znode, by its name or path: the lowest one leads. Undefined when it is none, or of Mesos before 0.24. */
export function masterZnodeNumber(path: string): number | undefined {
  const number = JSON_ZNODE.exec(path)?.[1];
  return number === undefined ? undefined : Number(number);
}

/** Whether a znode is that of a master, by its name or path; also one of Mesos before 0.24. */
export const isMasterZnode = (path: string): boolean => JSON_ZNODE.test(path) || PROTOBUF_ZNODE.test(path);
