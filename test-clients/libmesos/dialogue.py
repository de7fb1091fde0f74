"""A scheduler on libmesos, by its bindings for Python 2: a task that it asks the state of, and kills. It prints each step.

Usage: dialogue.py MASTER [PRINCIPAL:SECRET]
"""
from __future__ import print_function

import sys

from common import Quiet, said, run, task
from mesos.interface import mesos_pb2


class Dialogue(Quiet):
    launched = False

    def resourceOffers(self, driver, offers):
        for offer in offers:
            tasks = [] if self.launched else [task(offer, 'dialogue-1', 'sleep 1000')]
            self.launched = True
            driver.launchTasks(offer.id, tasks)

    def statusUpdate(self, driver, status):
        reconciled = status.reason == mesos_pb2.TaskStatus.REASON_RECONCILIATION and status.HasField('reason')
        said(mesos_pb2.TaskState.Name(status.state), 'again' if reconciled else '')
        if status.state == mesos_pb2.TASK_KILLED:
            driver.stop()
        elif status.state == mesos_pb2.TASK_RUNNING and reconciled:
            driver.killTask(status.task_id)
        elif status.state == mesos_pb2.TASK_RUNNING:
            driver.reconcileTasks([status])


run(Dialogue(), sys.argv[1], credential=sys.argv[2] if len(sys.argv) > 2 else None)
