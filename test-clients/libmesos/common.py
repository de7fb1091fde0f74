"""What the schedulers have in common: how they are started, and what they only tell of."""
from __future__ import print_function

import sys

from mesos.interface import Scheduler, mesos_pb2
from mesos.scheduler import MesosSchedulerDriver


def said(*words):
    print(*words)
    sys.stdout.flush()


class Quiet(Scheduler):
    def registered(self, driver, framework, master):
        said('registered', framework.value)

    def reregistered(self, driver, master):
        said('registered again')

    def error(self, driver, message):
        said('error:', message)


def task(offer, name, command):
    info = mesos_pb2.TaskInfo()
    info.name = info.task_id.value = name
    info.slave_id.value = offer.slave_id.value
    info.command.value = command
    for resource, amount in (('cpus', 0.1), ('mem', 32)):
        wanted = info.resources.add()
        wanted.name, wanted.type, wanted.scalar.value = resource, mesos_pb2.Value.SCALAR, amount
    return info


def run(scheduler, master, credential=None, framework=None):
    info = mesos_pb2.FrameworkInfo()
    info.user, info.name, info.failover_timeout = '', 'libmesos', 600
    if framework:
        info.id.value = framework
    arguments = [scheduler, info, master]
    if credential:
        proof = mesos_pb2.Credential()
        proof.principal, proof.secret = credential.split(':')
        info.principal = proof.principal
        arguments += [1, proof]
    said('ended', mesos_pb2.Status.Name(MesosSchedulerDriver(*arguments).run()))
