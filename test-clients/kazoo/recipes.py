"""Kazoo and its recipes against a server: HOST:PORT. Prints a line for each that works."""
import logging
import sys
import threading
import time

from kazoo.client import KazooClient
from kazoo.exceptions import (BadVersionError, NodeExistsError, NoAuthError, NoNodeError, NotEmptyError, RolledBackError)
from kazoo.handlers.threading import SequentialThreadingHandler
from kazoo.recipe.watchers import ChildrenWatch, DataWatch, PatientChildrenWatch
from kazoo.security import make_digest_acl

logging.basicConfig(level=logging.ERROR)
hosts = sys.argv[1]
clients = []


def client(**options):
    made = KazooClient(hosts=hosts, timeout=4, **options)
    made.start(timeout=10)
    clients.append(made)
    return made


def raises(error, action, *arguments, **options):
    try:
        action(*arguments, **options)
    except error:
        return
    raise AssertionError('%s should have raised %s' % (action, error))


def eventually(condition):
    end = time.time() + 10
    while not condition():
        assert time.time() < end, 'it did not come true'
        time.sleep(0.01)


def basics():
    zk = client()
    assert zk.create('/basics', b'one') == '/basics'
    raises(NodeExistsError, zk.create, '/basics')
    data, stat = zk.get('/basics')
    assert (data, stat.version, stat.dataLength) == (b'one', 0, 3)
    assert zk.set('/basics', b'second').version == 1
    raises(BadVersionError, zk.set, '/basics', b'', version=0)
    zk.create('/basics/a/b/c', makepath=True)
    raises(NotEmptyError, zk.delete, '/basics')
    path, stat = zk.create('/basics/n-', sequence=True, ephemeral=True, include_data=True)
    assert path == '/basics/n-0000000001' and stat.ephemeralOwner == zk.client_id[0]
    assert sorted(zk.get_children('/basics')) == ['a', 'n-0000000001']
    assert zk.get_children('/basics', include_data=True)[1].numChildren == 2
    zk.delete('/basics', recursive=True)
    raises(NoNodeError, zk.get, '/basics')
    assert zk.sync('/') == '/'
    assert zk.server_version() >= (3, 4), zk.server_version()
    assert zk.command(b'ruok') == 'imok'


def watches():
    zk, other = client(), client()
    seen = []
    DataWatch(zk, '/watched', lambda data, stat: seen.append(data))
    other.create('/watched', b'1')
    eventually(lambda: seen[-1] == b'1')
    other.set('/watched', b'2')
    eventually(lambda: seen[-1] == b'2')
    children = []
    ChildrenWatch(zk, '/watched', lambda names: children.append(sorted(names)))
    other.create('/watched/x')
    eventually(lambda: children[-1] == ['x'])
    other.delete('/watched', recursive=True)
    eventually(lambda: seen[-1] is None)


def transactions():
    zk = client()
    transaction = zk.transaction()
    transaction.create('/t', b'1')
    transaction.create('/t/c')
    transaction.set_data('/t', b'2')
    transaction.check('/t', 1)
    transaction.delete('/t/c')
    results = transaction.commit()
    assert results[0] == '/t' and results[2].version == 1 and results[3] is True, results
    transaction = zk.transaction()
    transaction.create('/u')
    transaction.delete('/missing')
    transaction.create('/v')
    results = transaction.commit()
    assert [type(each).__name__ for each in results] == ['RolledBackError', 'NoNodeError', 'RuntimeInconsistency'], results
    assert zk.exists('/u') is None
    zk.delete('/t')


def access():
    acl = [make_digest_acl('me', 'secret', all=True)]
    zk = client(auth_data=[('digest', 'me:secret')])
    zk.create('/private', b'mine', acl=acl)
    other = client()
    raises(NoAuthError, other.get, '/private')
    raises(NoAuthError, other.set, '/private', b'')
    other.add_auth('digest', 'me:secret')
    assert other.get('/private')[0] == b'mine'
    assert zk.get_acls('/private')[0] == acl
    zk.set_acls('/private', [make_digest_acl('me', 'secret', read=True)])
    raises(NoAuthError, zk.set, '/private', b'')
    zk.delete('/private')


def lock():
    zk, other = client(), client()
    order = []
    mine, theirs = zk.Lock('/lock', 'mine'), other.Lock('/lock', 'theirs')
    mine.acquire()
    waiting = threading.Thread(target=lambda: (theirs.acquire(), order.append('theirs'), theirs.release()))
    waiting.start()
    eventually(lambda: len(zk.get_children('/lock')) == 2)
    assert mine.contenders() == ['mine', 'theirs']
    order.append('mine')
    mine.release()
    waiting.join(10)
    assert order == ['mine', 'theirs']
    with zk.ReadLock('/shared'), other.ReadLock('/shared'):
        pass
    with zk.Semaphore('/semaphore', max_leases=1):
        assert not other.Semaphore('/semaphore', max_leases=1).acquire(blocking=False)


def election():
    zk, other = client(), client()
    led = []
    first = threading.Thread(target=zk.Election('/election', 'a').run, args=(led.append, 'a'))
    second = threading.Thread(target=other.Election('/election', 'b').run, args=(led.append, 'b'))
    first.start(), second.start()
    first.join(10), second.join(10)
    assert sorted(led) == ['a', 'b']


def queues():
    zk = client()
    queue = zk.LockingQueue('/queue')
    queue.put_all([b'1', b'2'])
    assert queue.get(5) == b'1' and queue.consume()
    assert queue.get(5) == b'2' and queue.consume()
    plain = zk.Queue('/plain')
    plain.put(b'x', priority=10), plain.put(b'y', priority=5)
    assert [plain.get(), plain.get()] == [b'y', b'x']
    counter = zk.Counter('/counter')
    counter += 2
    counter -= 1
    assert counter.value == 1


def barriers_and_parties():
    zk, other = client(), client()
    barrier = zk.Barrier('/barrier')
    barrier.create()
    waiting = threading.Thread(target=lambda: other.Barrier('/barrier').wait(10))
    waiting.start()
    barrier.remove()
    waiting.join(10)
    double = threading.Thread(target=lambda: (other.DoubleBarrier('/double', 2).enter()))
    double.start()
    zk.DoubleBarrier('/double', 2).enter()
    double.join(10)
    party = zk.Party('/party', 'a')
    party.join()
    other.Party('/party', 'b').join()
    assert sorted(party) == ['a', 'b']
    lease = zk.NonBlockingLease('/lease', __import__('datetime').timedelta(minutes=1), 'me')
    assert lease


def partitioner():
    zk = client()
    partitions = zk.SetPartitioner('/partitions', ['a', 'b', 'c'], time_boundary=0.2)
    partitions.wait_for_acquire(10)
    assert sorted(partitions) == ['a', 'b', 'c']
    partitions.finish()
    assert PatientChildrenWatch(zk, '/partitions', time_boundary=0.1).start().get(timeout=10)


def sessions():
    zk, other = client(), client()
    states = []
    zk.add_listener(states.append)
    zk.create('/mine', ephemeral=True)
    before = zk.client_id
    zk._connection._socket.shutdown(2)
    eventually(lambda: states[-2:] == ['SUSPENDED', 'CONNECTED'])
    assert zk.client_id == before and other.exists('/mine')
    zk.stop()
    eventually(lambda: not other.exists('/mine'))


def large():
    zk = client()
    zk.create('/large', b'x' * 1000000)
    assert len(zk.get('/large')[0]) == 1000000
    zk.delete('/large')


for test in (basics, watches, transactions, access, lock, election, queues, barriers_and_parties,
             partitioner, sessions, large):
    started = time.time()
    test()
    print('ok %s %.1f s' % (test.__name__, time.time() - started), flush=True)
    while clients:
        clients.pop().stop()
print('all recipes work')
