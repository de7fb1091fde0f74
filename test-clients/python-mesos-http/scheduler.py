"""A scheduler on python-mesos-http, or on what was made of it: one command task on each agent, to TASK_FINISHED.

The client handles an event when the one after it arrives, so much of the time here is spent waiting for heartbeats.
Usage: scheduler.py MASTER_URL TASKS [MODULE]
"""
import importlib
import sys
import threading

url, wanted = sys.argv[1], int(sys.argv[2])
module = sys.argv[3] if len(sys.argv) > 3 else 'mesoshttp.client'
MesosClient = importlib.import_module(module).MesosClient
client = MesosClient(mesos_urls=[url], frameworkName=module, frameworkUser='root')
states = {}
finished = threading.Event()


def on_offers(offers):
    for offer in offers:
        info = offer.get_offer()
        if len(states) >= wanted:
            offer.decline({'filters': {'refuse_seconds': 600}})
            continue
        name = 'task-%d' % len(states)
        states[name] = []
        offer.accept([{
            'name': name,
            'task_id': {'value': name},
            'agent_id': {'value': info['agent_id']['value']},
            'resources': [
                {'name': 'cpus', 'type': 'SCALAR', 'scalar': {'value': 0.1}},
                {'name': 'mem', 'type': 'SCALAR', 'scalar': {'value': 32}},
            ],
            'command': {'value': 'echo from $MESOS_EXECUTOR_ID'},
        }], {'filters': {'refuse_seconds': 600}})


def on_update(update):
    status = update['status']  # the client acknowledges it by itself
    name = status['task_id']['value']
    states[name].append(status['state'])
    print(name, status['state'], status.get('message', ''), flush=True)
    if len(states) == wanted and all(seen and seen[-1] == 'TASK_FINISHED' for seen in states.values()):
        finished.set()


client.on(MesosClient.OFFERS, on_offers)
client.on(MesosClient.UPDATE, on_update)
thread = threading.Thread(target=client.register, daemon=True)
thread.start()
if not finished.wait(timeout=150):
    sys.exit('not finished in time: %s' % states)
client.stop = True
client.get_driver().tearDown()
for name, seen in sorted(states.items()):
    if seen != ['TASK_STARTING', 'TASK_RUNNING', 'TASK_FINISHED']:
        sys.exit('%s went through %s' % (name, seen))
print('all tasks finished', flush=True)
