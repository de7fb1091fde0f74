import type { HttpResponse } from '../../mesos/process/http/message.js';
import { Impossible, InvalidDocument } from '../definitions/invalid.js';
import { AppLocked } from '../deployment/deployments.js';
import type { Plan } from '../deployment/plan.js';

/** Answers with a status and a message, whatever has been done so far. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    readonly status: number,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

/** A body that is no JSON. */
export class InvalidJson extends Error {
  override readonly name = 'InvalidJson';
}

/** No body where one is needed. */
export class NoJson extends Error {
  override readonly name = 'NoJson';
}

export const unknownApp = (id: string, version?: string): Refusal =>
  new Refusal(404, `App '${id}' does not exist${version === undefined ? '' : ` in version ${version}`}`);

export const unknownGroup = (id: string): Refusal => new Refusal(404, `Group '${id}' does not exist`);

export const unknownTask = (id: string): Refusal => new Refusal(404, `Task '${id}' does not exist`);

export const methodNotAllowed = (...allowed: readonly string[]): Refusal =>
  new Refusal(405, 'Method Not Allowed', { Allow: [...allowed, 'OPTIONS'].join(',') });

export const json = (document: unknown, status = 200, headers: Record<string, string> = {}): HttpResponse => ({
  status,
  headers: { 'Content-Type': 'application/json', ...headers },
  body: JSON.stringify(document),
});

/** The deployment that a request has begun. */
export const deployed = ({ id, version }: Plan, status = 200, headers: Record<string, string> = {}): HttpResponse =>
  json({ version, deploymentId: id }, status, { 'Marathon-Deployment-Id': id, ...headers });

/** What is answered in the place of an error; undefined for what nobody has foreseen. */
export function refusalOf(error: unknown): HttpResponse | undefined {
  if (error instanceof Refusal) return json({ message: error.message }, error.status, { ...error.headers });
  if (error instanceof InvalidDocument) return json({ message: error.message, details: error.details }, 422);
  if (error instanceof Impossible) return json({ message: error.message }, 422);
  if (error instanceof InvalidJson) return json({ message: 'Invalid JSON', details: error.message }, 400);
  if (error instanceof NoJson) {
    return json({ message: 'Please specify data in JSON format', details: 'No content to map due to end-of-input' }, 400);
  }
  if (error instanceof AppLocked) {
    return json({ message: error.message, deployments: error.deploymentIds.map((id) => ({ id })) }, 409);
  }
  return undefined;
}
