import type { Network, PortMapping } from './app.js';

/** What is wrong with the networks of an app, in Marathon's words. */
export function networkProblems(networks: readonly Network[]): string[] {
  const of = (mode: Network['mode']) => networks.filter((network) => network.mode === mode);
  const [hosts, bridges, others] = [of('host'), of('container/bridge'), of('container')];
  const names = networks.flatMap(({ name }) => name ?? []);
  const problems: string[] = [];
  if (hosts.some(({ name, labels }) => name || Object.keys(labels).length > 0)) {
    problems.push('Host networks may not have names or labels');
  }
  if (bridges.some(({ name }) => name)) problems.push('Bridge networks may not have names');
  if (others.filter(({ name }) => !name).length > 1 || new Set(names).size < names.length) {
    problems.push('Duplicate networks are not allowed');
  }
  if ([hosts, bridges, others].filter(({ length }) => length > 0).length > 1 || hosts.length > 1 || bridges.length > 1) {
    problems.push('May specify a single host network, single bridge network, or else 1-to-n container networks');
  }
  if (others.some(({ name }) => !name)) problems.push('Network name must be specified when container network is selected.');
  return problems;
}

/** What is wrong with a port mapping in these networks. */
export function mappingProblems({ hostPort, networkNames }: PortMapping, networks: readonly Network[]): string[] {
  const names = networks.flatMap(({ name }) => name ?? []);
  const problems: string[] = [];
  if (networks.filter(({ mode }) => mode === 'container').length > 1 && hostPort !== undefined && networkNames.length !== 1) {
    problems.push(
      'networkNames must be a single item list when hostPort is specified and more than 1 container network is defined',
    );
  }
  if (networkNames.some((name) => !names.includes(name))) problems.push(`is not one of (${names.join(',')})`);
  return problems;
}
