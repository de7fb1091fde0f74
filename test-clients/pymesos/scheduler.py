"""A scheduler on pymesos: two tasks on an executor of its own on each agent, with a message from each.

Usage: scheduler.py HOST:PORT AGENTS EXECUTOR
"""
import getpass
import sys
from threading import Event

from addict import Dict
from pymesos import MesosSchedulerDriver, Scheduler, decode_data, encode_data

master, agents, command = sys.argv[1], int(sys.argv[2]), sys.argv[3]
TASKS = 2 * agents


def scalar(name, value):
    return {'name': name, 'type': 'SCALAR', 'scalar': {'value': value}}


class Two(Scheduler):
    def __init__(self):
        self.states = {}
        self.messages = set()
        self.problem = None
        self.done = Event()

    def resourceOffers(self, driver, offers):
        for offer in offers:
            tasks = [self.task(offer) for _ in range(2) if len(self.states) < TASKS]
            driver.launchTasks(offer.id, tasks, {'refuse_seconds': 600})

    def task(self, offer):
        name = 'task-%d' % len(self.states)
        self.states[name] = []
        return Dict(
            task_id={'value': name}, agent_id=offer.agent_id, name=name, data=encode_data(name.encode()),
            resources=[scalar('cpus', 0.1), scalar('mem', 32)],
            executor={'executor_id': {'value': 'echo'}, 'name': 'echo', 'command': {'value': command},
                      'resources': [scalar('cpus', 0.1), scalar('mem', 32)]},
        )

    def statusUpdate(self, driver, status):
        self.states[status.task_id.value].append(status.state)
        self.look()

    def frameworkMessage(self, driver, executor_id, agent_id, message):
        self.messages.add(decode_data(message).decode())
        self.look()

    def error(self, driver, message):
        self.problem = message
        self.done.set()

    def look(self):
        ended = [seen for seen in self.states.values() if seen and seen[-1] == 'TASK_FINISHED']
        if len(ended) == TASKS and len(self.messages) == TASKS:
            self.done.set()


scheduler = Two()
driver = MesosSchedulerDriver(scheduler, {'user': getpass.getuser(), 'name': 'pymesos'}, master, use_addict=True)
driver.start()
in_time = scheduler.done.wait(60)
driver.stop()
driver.join()
print(scheduler.states, sorted(scheduler.messages), flush=True)
if scheduler.problem or not in_time:
    sys.exit(scheduler.problem or 'not finished in time')
if scheduler.messages != {'echo of task-%d' % number for number in range(TASKS)}:
    sys.exit('wrong messages')
if any(seen != ['TASK_RUNNING', 'TASK_FINISHED'] for seen in scheduler.states.values()):
    sys.exit('wrong states')
