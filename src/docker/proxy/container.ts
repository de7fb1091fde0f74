import { LABELS } from '../labels.js';
import type { EngineClient } from './engine-client.js';
import { noSuchContainer, Refusal } from './refusal.js';
import type { ProxySettings } from './settings.js';

/** What is read of the engine's description of a container. */
export interface Container {
  readonly Id: string;
  readonly State: { readonly Running: boolean };
  readonly Config: { readonly Labels: Readonly<Record<string, string>> | null };
  readonly HostConfig: { readonly NetworkMode: string };
  readonly NetworkSettings: { readonly Networks: Readonly<Record<string, { readonly IPAddress: string }>> | null };
}

/** The labels of all that this agent starts, and of nothing else. */
export const ownLabels = ({ cluster, owner, member }: ProxySettings): Record<string, string> => ({
  [LABELS.cluster]: cluster,
  [LABELS.owner]: owner,
  [LABELS.role]: 'task',
  [LABELS.member]: member,
});

/** The filter by which an engine lists what this agent has started. */
export function ownFilter({ cluster, member }: ProxySettings): string[] {
  return [`${LABELS.cluster}=${cluster}`, `${LABELS.role}=task`, `${LABELS.member}=${member}`];
}

/**
 * A container that this agent has started. To the agent there are no others, as on a machine of its own.
 * @param name name, id or the beginning of one
 * @throws Refusal 404
 */
export async function ownContainer(engine: EngineClient, settings: ProxySettings, name: string): Promise<Container> {
  const { status, body } = await engine.ask<Container & { message?: string }>(
    'GET',
    `/containers/${encodeURIComponent(name)}/json`,
  );
  if (status === 404) throw noSuchContainer(name);
  if (status !== 200) throw new Refusal(status, body?.message ?? `The engine answered ${status}`);
  const labels = body.Config.Labels ?? {};
  const { cluster, member } = settings;
  const own = labels[LABELS.cluster] === cluster && labels[LABELS.role] === 'task' && labels[LABELS.member] === member;
  if (!own) throw noSuchContainer(name);
  return body;
}
