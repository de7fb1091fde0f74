"""A scheduler on pymesos that never ends: it keeps a few tasks running, short ones unless told otherwise, and asks for the state
of all it knows of whenever it has subscribed again. To be run where much goes wrong.

Usage: steady.py HOST:PORT|zk://HOST:PORT/PATH [COMMAND]
"""
import getpass
import itertools
import signal
import sys
from http.client import HTTPException
from threading import Event, Lock

from addict import Dict
from pymesos import MesosSchedulerDriver, Scheduler

LIVE = ('TASK_STAGING', 'TASK_STARTING', 'TASK_RUNNING', 'TASK_KILLING', 'TASK_UNREACHABLE')
WANTED = 4
COMMAND = sys.argv[2] if len(sys.argv) > 2 else 'sleep 1'


def attempt(call, *args):
    """pymesos ends the program for what a callback throws."""
    try:
        call(*args)
    except (RuntimeError, OSError, HTTPException) as error:
        print(repr(error), flush=True)


class Steady(Scheduler):
    def __init__(self):
        self.numbers = itertools.count()
        self.lock = Lock()
        self.live = {}
        self.finished = 0
        self.problem = None
        self.over = Event()

    def registered(self, driver, framework_id, master_info):
        self.reconcile(driver)

    def reregistered(self, driver, master_info):
        self.reconcile(driver)

    def reconcile(self, driver):
        with self.lock:
            tasks = [Dict(task_id={'value': task}, agent_id={'value': agent}) for task, agent in self.live.items()]
        attempt(driver.reconcileTasks, tasks)
        attempt(driver.reviveOffers)

    def resourceOffers(self, driver, offers):
        for offer in offers:
            with self.lock:
                tasks = [self.task(offer)] if len(self.live) < WANTED else []
                self.live.update({task.task_id.value: offer.agent_id.value for task in tasks})
            # What is not sent will not run: the reconciliation tells.
            attempt(driver.launchTasks, offer.id, tasks, {'refuse_seconds': 1})

    def task(self, offer):
        name = 'task-%d' % next(self.numbers)
        resources = [{'name': kind, 'type': 'SCALAR', 'scalar': {'value': amount}} for kind, amount in (('cpus', 0.1), ('mem', 32))]
        return Dict(task_id={'value': name}, agent_id=offer.agent_id, name=name, resources=resources, command={'value': COMMAND})

    def statusUpdate(self, driver, status):
        task = status.task_id.value
        with self.lock:
            if status.state not in LIVE:
                self.live.pop(task, None)
            self.finished += status.state == 'TASK_FINISHED'
        attempt(driver.acknowledgeStatusUpdate, status)

    def error(self, driver, message):
        self.problem = message
        self.over.set()


steady = Steady()
framework = {'user': getpass.getuser(), 'name': 'pymesos', 'failover_timeout': 3600, 'checkpoint': True}
driver = MesosSchedulerDriver(steady, framework, sys.argv[1], use_addict=True, implicit_acknowledgements=False)
signal.signal(signal.SIGTERM, lambda *_: steady.over.set())
driver.start()
steady.over.wait()
print('%d tasks finished' % steady.finished, flush=True)
sys.exit(steady.problem or 0)
