// marathon-lb, which no registry has, follows a Marathon by libcurl and asks for all apps after what concerns it: here by a program of
// our own with the same libraries for Python, and the same questions.
import { join } from 'node:path';
import { onMarathon } from '../on-marathon.mjs';

const WEB = {
  ...{
    id: '/web',
    cpus: 0.1,
    mem: 32,
    cmd: 'exec python3 -m http.server $PORT0 --bind 127.0.0.1',
    portDefinitions: [{ port: 10101 }],
  },
  healthChecks: [{ protocol: 'HTTP', path: '/', portIndex: 0, gracePeriodSeconds: 60, intervalSeconds: 1 }],
  labels: { HAPROXY_GROUP: 'external' },
};

async function ask(url, method, path, body) {
  const answer = await fetch(`${url}/v2${path}`, {
    method,
    headers: { 'Content-Type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path} was answered ${answer.status}: ${text}`);
  return JSON.parse(text);
}

export default {
  name: 'the events as marathon-lb follows them',
  needs: [['python3', '-m', 'venv', '--help']],
  async install({ folder, execute }) {
    await execute('python3', ['-m', 'venv', folder]);
    const packages = ['--only-binary', 'pycurl', 'pycurl==7.49.0', 'requests==2.32.5'];
    await execute(join(folder, 'bin/pip'), ['install', '--quiet', '--disable-pip-version-check', ...packages]);
  },
  runs: [
    onMarathon('backends as apps start, grow and go', async ({ folder, source, watch, url }) => {
      const follower = watch(join(folder, 'bin/python'), [join(source, 'follow.py'), url]);
      await follower.printed('following', 'the stream');
      await follower.printed('backends {}', 'no app');
      await ask(url, 'POST', '/apps', WEB);
      await follower.printed('event api_post_event', 'the event of the app');
      await follower.printed('event health_status_changed_event', 'its health');
      await follower.printed('backends {"/web:10101": ["127.0.0.1:', 'its backend');
      await ask(url, 'PATCH', '/apps/web', { instances: 2 });
      await follower.printed('", "127.0.0.1:', 'a second backend');
      await ask(url, 'DELETE', '/apps/web');
      await follower.printed('event status_update_event', 'the end of its tasks');
      await follower.printed('all backends are gone', 'that');
      while ((await ask(url, 'GET', '/deployments')).length > 0);
    }),
  ],
};
