"""A scheduler on libmesos that keeps four tasks running. With an id it takes over from the one that has it.

Usage: steady.py MASTER [FRAMEWORK]
"""
from __future__ import print_function

import sys

from common import Quiet, run, task
from mesos.interface import mesos_pb2

LIVE = (mesos_pb2.TASK_STAGING, mesos_pb2.TASK_STARTING, mesos_pb2.TASK_RUNNING)


class Steady(Quiet):
    number = 0

    def __init__(self):
        self.live = set()

    def resourceOffers(self, driver, offers):
        for offer in offers:
            tasks = []
            if len(self.live) < 4:
                self.number += 1
                tasks = [task(offer, 'task-%d' % self.number, 'sleep 1000')]
                self.live.add(tasks[0].task_id.value)
            driver.launchTasks(offer.id, tasks)

    def statusUpdate(self, driver, status):
        if status.state not in LIVE:
            self.live.discard(status.task_id.value)


run(Steady(), sys.argv[1], framework=sys.argv[2] if len(sys.argv) > 2 else None)
