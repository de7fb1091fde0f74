import { tellFewFiles } from '../cluster/few-files.js';
import { type ErrorCode, errorCatalogue } from '../error-catalogue.js';
import { isMinimesosError } from '../errors.js';
import type { Problem } from '../problem.js';

/** An error as the remote API tells it: a problem document of RFC 9457 with the members of a MinimesosError. */
export interface ProblemDocument {
  /** Where the server describes errors of this code. */
  readonly type: string;
  /** When errors of this code occur; the same for all of them. */
  readonly title: string;
  readonly status: number;
  /** What happened. */
  readonly detail: string;
  readonly code: ErrorCode | typeof DEFECT;
  readonly remedy: string;
  /** All that is wrong with what was sent, where the code has such a list. */
  readonly problems?: readonly Problem[];
  /** The particulars, by names that depend on the code. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** The code of what must not happen: an error that minimesos did not throw on purpose. */
export const DEFECT = 'DEFECT';

/** The media type of problem documents. */
export const PROBLEM_TYPE = 'application/problem+json';

const DEFECT_TITLE = 'Something went wrong that minimesos is not prepared for.';
const DEFECT_REMEDY = 'This is a defect of minimesos; please report it.';

/** With which status each error is answered. What a client can cause is 4xx, without exception. */
const STATUSES: Readonly<Record<ErrorCode, number>> = {
  INVALID_REQUEST: 400,
  INVALID_DESCRIPTION: 400,
  INVALID_ARGUMENT: 400,
  INVALID_FILE: 400,
  NOT_YET_SUPPORTED: 400,
  INVALID_FAULT: 400,
  INVALID_FLAGS: 400,
  SEED_OF_OTHER_VERSION: 400,
  SIMULATION_FAILED: 400,
  UNAUTHORIZED: 401,
  TOKEN_REQUIRED: 401,
  REQUEST_REFUSED: 403,
  UNKNOWN_PATH: 404,
  UNKNOWN_CLUSTER: 404,
  UNKNOWN_AGENT: 404,
  UNKNOWN_MASTER: 404,
  UNKNOWN_EXECUTOR: 404,
  UNKNOWN_FRAMEWORK: 404,
  UNKNOWN_TASK: 404,
  UNKNOWN_FAULT: 404,
  NO_ZOOKEEPER: 404,
  NO_NAMES: 404,
  NO_MARATHON: 404,
  UNKNOWN_APP: 404,
  APP_EXISTS: 409,
  APP_REJECTED: 422,
  UNKNOWN_TOKEN: 400,
  UNKNOWN_FIELD: 400,
  UNKNOWN_SESSION: 404,
  UNKNOWN_ZNODE: 404,
  ZNODE_NOT_READABLE: 403,
  NOT_IN_SANDBOX: 404,
  FILE_NOT_FOUND: 404,
  UNKNOWN_METHOD: 405,
  UNSUPPORTED_BY_DRIVER: 409,
  CREDENTIALS_REFUSED: 409,
  RECOVERY_FAILED: 409,
  START_TIMEOUT: 408,
  MASTER_UNREACHABLE: 408,
  NOT_A_MASTER: 400,
  MESOS_NOT_FOUND: 400,
  DOCKER_NOT_FOUND: 400,
  DOCKER_NO_PERMISSION: 400,
  DOCKER_TOO_OLD: 400,
  IMAGE_NOT_FOUND: 400,
  UNKNOWN_CONTAINER: 404,
  CLUSTER_ON_ENGINE: 409,
  IMAGE_NOT_PUSHED: 502,
  MARATHON_UNREACHABLE: 502,
  MARATHON_STATE_UNREADABLE: 500,
  DOCKER_GONE: 502,
  DOCKER_NOT_REMOVED: 502,
  DOCKER_NETWORK_LEFT: 502,
  DOCKER_DISK_FULL: 507,
  DOCKER_NETWORKS_EXHAUSTED: 507,
  DOCKER_FAILED: 502,
  WAIT_TIMEOUT: 408,
  EXPECTATION_FAILED: 409,
  CLUSTER_ALREADY_STARTED: 409,
  AGENT_GONE: 409,
  MASTER_GONE: 409,
  NO_LEADER: 409,
  NO_ANSWER: 504,
  TASK_NOT_RUNNING: 409,
  ZOOKEEPER_EXTERNAL: 409,
  ZOOKEEPER_UNREACHABLE: 409,
  ZOOKEEPER_PATH_TAKEN: 409,
  ZOOKEEPER_DATA_IN_USE: 409,
  AMBIGUOUS_NAME: 409,
  NO_SANDBOX: 409,
  WAIT_IMPOSSIBLE: 409,
  PORT_TAKEN: 409,
  NOT_WITH_OWN_PROCESS: 409,
  OWN_PROCESS_NEEDED: 409,
  WORK_DIRECTORY_TAKEN: 409,
  WORK_DIRECTORY_UNUSABLE: 409,
  KEY_REUSED: 409,
  LEASE_ENDED: 409,
  LIMIT_REACHED: 409,
  FILE_NOT_READABLE: 409,
  FILE_NOT_WRITABLE: 409,
  CLUSTER_DESTROYED: 410,
  BODY_TOO_LARGE: 413,
  UNSUPPORTED_CONTENT: 415,
  START_FAILED: 422,
  RUN_FAILED: 422,
  COMMAND_NOT_FOUND: 422,
  COMMAND_NOT_STARTED: 422,
  READER_TOO_SLOW: 429,
  SUPERVISOR_FAILED: 500,
  DESTROY_TIMEOUT: 500,
  SERVER_STOPPING: 503,
  TOO_MANY_FILES: 503,
  // Only those who use the API, the command line or a test have these.
  NOT_RUNNING: 404,
  HOST_NOT_FOUND: 404,
  FILE_EXISTS: 409,
  CLUSTER_DIFFERS: 409,
  FIXTURE_NOT_STARTED: 409,
  FIXTURE_IN_USE: 409,
  UNKNOWN_COMMAND: 400,
  UNKNOWN_OPTION: 400,
  INVALID_OPTION: 400,
  TOKEN_REFUSED: 401,
  HOST_GONE: 502,
  HOST_START_FAILED: 502,
  HOST_INCOMPATIBLE: 502,
  STATE_OF_OTHER_VERSION: 409,
  HOME_UNUSABLE: 500,
  ZOOKEEPER_DATA_UNREADABLE: 500,
};

/** The status that an error of this code is answered with. */
export const statusOf = (code: ErrorCode): number => STATUSES[code];

/** The problem document of whatever was thrown. */
export function problemOf(error: unknown): ProblemDocument {
  const known = isMinimesosError(error) ? error : tellFewFiles(error, 'The request');
  if (!known) {
    const detail = error instanceof Error ? error.message : String(error);
    return { type: typeOf(DEFECT), title: DEFECT_TITLE, status: 500, detail, code: DEFECT, remedy: DEFECT_REMEDY };
  }
  const { code, message, remedy, details } = known;
  return {
    type: typeOf(code),
    title: errorCatalogue[code].when,
    status: STATUSES[code],
    detail: message.slice(0, -remedy.length).trimEnd(),
    code,
    remedy,
    ...('problems' in details && { problems: details.problems }),
    details: details as Readonly<Record<string, unknown>>,
  };
}

const typeOf = (code: string) => `/docs#error-${code}`;
