import { expect, it } from 'vitest';
import { exportsOf } from '../../../src/cluster/apps/exports.js';

const at = (ip: string, port: number) => ({ url: `http://${ip}:${port}`, ip, port });
const nothing = { zookeepers: [], containers: [], names: undefined, marathon: undefined, agents: [] };

it('tells where tasks get at this machine: by loopback, by a gateway, or not', () => {
  const gatewayOf = (ip: string, gateway?: string) =>
    exportsOf({ ...nothing, leader: at(ip, 5050), gateway })['MINIMESOS_NETWORK_GATEWAY'];
  expect(gatewayOf('127.0.0.1')).toBe('127.0.0.1');
  expect(gatewayOf('10.213.0.3', '10.213.0.1')).toBe('10.213.0.1');
  expect(gatewayOf('127.0.0.1', '10.213.0.1')).toBe('10.213.0.1');
  expect(gatewayOf('192.0.2.7')).toBeUndefined();
});
