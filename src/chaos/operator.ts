import type { MesosCluster } from '../cluster/mesos-cluster.js';
import { authorization } from '../http-client.js';

type Place = Pick<MesosCluster, 'leader' | 'credential'>;

/** What the master counts. */
export async function metrics({ leader, credential }: Place): Promise<Readonly<Record<string, number>>> {
  const answer = await fetch(`${leader.url}/metrics/snapshot`, { headers: { ...authorization(credential) } });
  return (await answer.json()) as Record<string, number>;
}

/** Has an operator deactivate an agent, or activate it again. */
export async function setActive({ leader, credential }: Place, agentId: string, active: boolean): Promise<void> {
  const type = active ? 'REACTIVATE_AGENT' : 'DEACTIVATE_AGENT';
  const answer = await fetch(`${leader.url}/api/v1`, {
    method: 'POST',
    headers: { ...authorization(credential), 'Content-Type': 'application/json' },
    body: JSON.stringify({ type, [type.toLowerCase()]: { agent_id: { value: agentId } } }),
  });
  if (!answer.ok) throw new Error(`${type} was answered ${answer.status}: ${(await answer.text()).trim()}`);
}
