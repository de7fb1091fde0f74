"""Does with a Marathon what its users do, and fails when something is not as it should be."""
import collections
import collections.abc
import sys
import threading
import time

collections.Iterable = collections.abc.Iterable  # of which later versions of Python know no more
from marathon import MarathonClient, MarathonHttpError, NotFoundError
from marathon.exceptions import ConflictError
from marathon.models import MarathonApp, MarathonGroup, MarathonHealthCheck
from marathon.models.app import PortDefinition
from marathon.models.constraint import MarathonConstraint

client = MarathonClient(sys.argv[1])


def until(condition, what):
    deadline = time.time() + 30
    while not condition():
        assert time.time() < deadline, what
        time.sleep(0.05)


def settled():
    until(lambda: client.list_deployments() == [], 'the end of the deployments')


seen = []


def follow():
    try:
        for event in client.event_stream():
            seen.append(event)
    except Exception:  # the stream ends with the program
        pass


threading.Thread(target=follow, daemon=True).start()
until(lambda: seen, 'the first event')

app = MarathonApp(
    cmd='exec python3 -m http.server $PORT0', cpus=0.1, mem=32, instances=2, labels={'tier': 'web'}, env={'A': 'b'},
    constraints=[MarathonConstraint(field='hostname', operator='LIKE', value='.*')],
    port_definitions=[PortDefinition(port=0, protocol='tcp', name='web', labels={})],
    health_checks=[MarathonHealthCheck(protocol='TCP', port_index=0, interval_seconds=1, grace_period_seconds=30)],
)
created = client.create_app('/py/web', app)
assert created.id == '/py/web' and created.deployments[0].id, created
settled()

app = client.get_app('/py/web', embed_tasks=True, embed_counts=True, embed_task_stats=True, embed_readiness=True)
assert app.tasks_running == 2 and app.tasks_healthy == 2, app
assert app.task_stats is not None and app.version_info.last_scaling_at
assert app.constraints[0].operator == 'LIKE'
tasks = client.list_tasks('/py/web')
assert {task.state for task in tasks} == {'TASK_RUNNING'} and all(task.ports and task.started_at for task in tasks)
assert all(result.alive for task in tasks for result in task.health_check_results)
assert len(client.list_tasks()) == 2 and len(client.list_endpoints()) == 2
assert [each.id for each in client.list_apps(label='tier==web')] == ['/py/web']
assert client.list_apps(cmd='nothing like that') == []

client.scale_app('/py/web', delta=1)
settled()
assert len(client.list_tasks('/py/web')) == 3
client.kill_task('/py/web', client.list_tasks('/py/web')[0].id, scale=True)
settled()
assert client.get_app('/py/web').instances == 2
killed = client.kill_tasks('/py/web')
assert len(killed) == 2
# Those that were killed may still be counted.
gone = {task.id for task in killed}
others = lambda: [task for task in client.list_tasks('/py/web') if task.id not in gone]
until(lambda: len(others()) == 2 and client.get_app('/py/web').tasks_healthy == 2, 'other tasks')
client.kill_given_tasks([client.list_tasks('/py/web')[0].id], scale=True)
settled()

versions = client.list_versions('/py/web')
assert client.get_version('/py/web', versions[-1]).instances == 2
client.rollback_app('/py/web', versions[-1])
settled()
assert client.get_app('/py/web').instances == 2
client.restart_app('/py/web')
settled()

try:
    client.create_app('/py/web', app)
    raise AssertionError('it is there already')
except ConflictError as error:
    assert 'already exists' in error.error_message
try:
    client.create_app('/py/bad', MarathonApp(cmd='x' * 3, constraints=[['hostname', 'NEAR']]))
    raise AssertionError('it is not valid')
except MarathonHttpError as error:
    assert error.status_code == 422 and error.error_details[0]['path'] == '/constraints(0)', error.error_details
try:
    client.get_app('/nowhere')
    raise AssertionError('it is nowhere')
except NotFoundError as error:
    assert error.error_message == "App '/nowhere' does not exist"

client.create_app('/py/big', MarathonApp(cmd='sleep 100', cpus=1000, mem=32))
until(lambda: client.list_queue(embed_last_unused_offers=True)[0].app.id == '/py/big', 'the queue')
client.reset_delay('/py/big')
[deployment] = client.list_deployments()
assert deployment.affected_apps == ['/py/big'] and deployment.total_steps == 2
assert deployment.steps[0].actions[0].action == 'StartApplication'
client.delete_deployment(deployment.id)
settled()

sub = {'id': 'inner', 'apps': [{'id': 'sleeper', 'cmd': 'sleep 100', 'cpus': 0.1, 'mem': 16}]}
client.create_group(MarathonGroup(id='/team', groups=[sub]))
settled()
group = client.get_group('/team')
assert group.groups[0].apps[0].id == '/team/inner/sleeper', group
client.scale_group('/team', 2)
settled()
assert client.get_app('/team/inner/sleeper').instances == 2
client.update_apps([MarathonApp(id='/team/inner/sleeper', instances=1)])
settled()
client.delete_group('/team')
client.delete_app('/py/web')
settled()

info = client.get_info()
assert info.framework_id and info.elected and info.marathon_config.mesos_role == '*', info
assert client.get_leader()['leader'] and client.ping() == b'"pong"' and client.get_metrics()['gauges']

kinds = {type(event).__name__ for event in seen}
wanted = {'MarathonStatusUpdateEvent', 'MarathonDeploymentSuccess', 'MarathonDeploymentInfo', 'MarathonApiPostEvent'}
assert wanted <= kinds, kinds
print('all done')
