import type { MesosCluster } from '../index.js';

/** The environment variables that tell programs where the members of a cluster are. */
export function exportsOf({ leader, agents }: Pick<MesosCluster, 'leader' | 'agents'>): Record<string, string> {
  return Object.assign(
    addressVariables('MINIMESOS_MASTER', leader),
    ...agents.map((agent, index) => addressVariables(`MINIMESOS_AGENT_${index}`, agent)),
  );
}

function addressVariables(name: string, { url, ip, port }: { url: string; ip: string; port: number }): Record<string, string> {
  return { [name]: url, [`${name}_IP`]: ip, [`${name}_PORT`]: String(port) };
}

/** Lines for a shell: `export MINIMESOS_MASTER=http://127.0.0.1:5050`. */
export const exportLines = (variables: Record<string, string>): string =>
  Object.entries(variables)
    .map(([name, value]) => `export ${name}=${value}\n`)
    .join('');
