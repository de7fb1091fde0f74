import { describe, expect, it } from 'vitest';
import { redact } from '../../../src/cluster/diagnostics/redact.js';

describe('redact', () => {
  it('hides what has the name of a secret, wherever it is', () => {
    const document = {
      agents: [{ flags: { credential: '/etc/secret', authenticate_agents: 'true', Secret_Token: 'abc' } }],
      environment: {
        variables: [
          { name: 'DB_PASSWORD', value: 'hidden' },
          { name: 'PATH', value: '/bin' },
        ],
      },
      labels: [{ key: 'api-key', value: 'k' }],
    };
    expect(redact(document)).toEqual({
      agents: [{ flags: { credential: '[redacted]', authenticate_agents: 'true', Secret_Token: '[redacted]' } }],
      environment: {
        variables: [
          { name: 'DB_PASSWORD', value: '[redacted]' },
          { name: 'PATH', value: '/bin' },
        ],
      },
      labels: [{ key: 'api-key', value: '[redacted]' }],
    });
  });

  it('keeps what tells nothing: whether, how many, none', () => {
    const document = { tokens: 5, authenticate_credentials: true, token: '', password: null, list: [1, 'a', null] };
    expect(redact(document)).toEqual(document);
  });

  it('hides whole objects, and leaves what it was given as it was', () => {
    const document = Object.freeze({ secret: Object.freeze({ value: { data: 'x' } }) });
    expect(redact(document)).toEqual({ secret: '[redacted]' });
    expect(document.secret.value.data).toBe('x');
  });

  it('hides who URLs say that one is', () => {
    const zookeeper = { url: 'zk://user:p@ss@10.0.0.1:2181,b:2181/mesos', text: 'see http://a:b@c/d and mail to x@y' };
    expect(redact({ zookeeper })).toEqual({
      zookeeper: { url: 'zk://[redacted]@10.0.0.1:2181,b:2181/mesos', text: 'see http://[redacted]@c/d and mail to x@y' },
    });
  });
});
