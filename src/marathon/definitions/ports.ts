import type { App, Network, PortMapping } from './app.js';

export const isHostNetworking = ({ networks }: { readonly networks: readonly Network[] }): boolean =>
  networks.every(({ mode }) => mode === 'host');

export const isContainerNetworking = ({ networks }: { readonly networks: readonly Network[] }): boolean =>
  networks.some(({ mode }) => mode === 'container');

type WithPorts = Pick<App, 'container' | 'portDefinitions'>;

const mappingsOf = ({ container }: WithPorts): readonly PortMapping[] => container?.portMappings ?? [];

/** The ports at the agent that a task of the app wants: 0 for any, undefined for none. */
export const hostPortsOf = (app: WithPorts): readonly (number | undefined)[] =>
  mappingsOf(app).length > 0
    ? mappingsOf(app).map(({ hostPort }) => hostPort)
    : (app.portDefinitions ?? []).map(({ port }) => port);

/** The ports that balancers know the app by. */
export const servicePortsOf = (app: WithPorts): readonly number[] =>
  mappingsOf(app).length > 0
    ? mappingsOf(app).map(({ servicePort }) => servicePort)
    : (app.portDefinitions ?? []).map(({ port }) => port);

/** What each port is called, in the order of {@link hostPortsOf}. */
export const portNamesOf = (app: WithPorts): readonly (string | undefined)[] =>
  (mappingsOf(app).length > 0 ? mappingsOf(app) : (app.portDefinitions ?? [])).map(({ name }) => name);

/** The same app with these service ports. */
export function withServicePorts<Given extends WithPorts>(app: Given, ports: readonly number[]): Given {
  const { container, portDefinitions } = app;
  if (container && mappingsOf(app).length > 0) {
    const portMappings = mappingsOf(app).map((mapping, index) => ({ ...mapping, servicePort: ports[index] ?? 0 }));
    return { ...app, container: { ...container, portMappings } };
  }
  return { ...app, portDefinitions: portDefinitions?.map((definition, index) => ({ ...definition, port: ports[index] ?? 0 })) };
}
