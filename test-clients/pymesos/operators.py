"""What pymesos asks of a master and of an agent as an operator, and what it hears of the cluster meanwhile.

Usage: operators.py MASTER_HOST:PORT AGENT_HOST:PORT

Prints a line for each thing that it hears, and ends when it has heard of the end of a task. Another task runs all the while.
"""
import sys
from threading import Event

from pymesos import MesosOperatorAgentDriver, MesosOperatorMasterDriver, OperatorMaster

master_address, agent_address = sys.argv[1:3]


class Watcher(OperatorMaster):
    def __init__(self):
        self.ended = Event()

    def taskAdded(self, task_info):
        print('added', task_info['task_id']['value'], flush=True)

    def taskUpdated(self, task_info):
        status = task_info['status']
        print('updated', status['task_id']['value'], status['state'], flush=True)
        if status['state'] == 'TASK_FINISHED':
            self.ended.set()

    def frameworkAdded(self, framework_info):
        print('framework', framework_info['framework_info']['name'], flush=True)

    def frameworkUpdated(self, framework_info):
        pass

    def frameworkRemoved(self, framework_info):
        pass

    def agentAdded(self, agent_info):
        pass

    def agentRemoved(self, agent_id):
        pass


def ask_daemon(driver):
    assert driver.getHealth()['get_health']['healthy'] is True
    assert driver.getVersion()['get_version']['version_info']['version']
    assert any(flag['name'] == 'port' for flag in driver.getFlags()['get_flags']['flags'])
    assert driver.getMetrics(5 * 10 ** 9)['get_metrics']['metrics']
    driver.setLoggingLevel(1, 60 * 10 ** 9)
    assert driver.getLoggingLevel()['get_logging_level']['level'] == 1
    driver.setLoggingLevel(0, 0)
    assert set(driver.getState()['get_state']) >= {'get_tasks', 'get_executors', 'get_frameworks'}
    for answer in (driver.getFrameworks(), driver.getExecutors(), driver.getTasks()):
        assert answer['type'].lower() in answer, answer


def refused(call, *arguments):
    try:
        call(*arguments)
    except RuntimeError as error:
        return str(error)
    raise AssertionError('%s should have been refused' % call.__name__)


def ask_master(driver):
    ask_daemon(driver)
    [agent] = driver.getAgents()['get_agents']['agents']
    agent_id = agent['agent_info']['id']['value']
    driver.updateWeights([{'role': 'web', 'weight': 2.5}])
    assert driver.getWeights()['get_weights']['weight_infos'] == [{'role': 'web', 'weight': 2.5}]
    assert 'web' in [role['name'] for role in driver.getRoles()['get_roles']['roles']]
    info = driver.getMaster()['get_master']['master_info']
    assert '%s:%d' % (info['hostname'], info['port']) == master_address

    reservation = {'type': 'DYNAMIC', 'role': 'web'}
    disk = {'name': 'disk', 'type': 'SCALAR', 'scalar': {'value': 64}, 'reservations': [reservation]}
    volume = dict(disk, disk={'persistence': {'id': 'v'}, 'volume': {'mode': 'RW', 'container_path': 'v'}})
    driver.reserveResources(agent_id, [disk])
    driver.createVolumes(agent_id, [volume])
    driver.destroyVolumes(agent_id, [volume])
    driver.unreserveResources(agent_id, [disk])
    assert '400' in refused(driver.reserveResources, 'none', [disk])
    assert '404' in refused(driver.listFiles, '/no/such/path')
    assert '404' in refused(driver.markAgentGone, 'none')


def ask_agent(driver):
    ask_daemon(driver)
    info = driver.getExecutors()['get_executors']['executors'][0]['executor_info']
    path = '/frameworks/%s/executors/%s/runs/latest' % (info['framework_id']['value'], info['executor_id']['value'])
    names = [each['path'] for each in driver.listFiles(path)['list_files']['file_infos']]
    assert path + '/stdout' in names, names
    assert driver.readFile(path + '/stdout', 2, 0)['read_file']['data'] == 'dXA='  # "up"
    containers = driver.getContainers()['get_containers']['containers']
    assert info['executor_id'] in [container['executor_id'] for container in containers]
    driver.pruneImages()
    assert '500' in refused(driver.removeResourceProviderConfig, 'type', 'name')


watcher = Watcher()
watching = MesosOperatorMasterDriver(master_address, watcher)
watching.start()
ask_master(MesosOperatorMasterDriver(master_address))
ask_agent(MesosOperatorAgentDriver(agent_address))
print('all asked', flush=True)
assert watcher.ended.wait(60)
watching.stop()
