"""What a server answers, to the byte where that says something: HOST:PORT SEED. Prints one line for each request and event.

It speaks the protocol itself, so that it can ask what no client asks. Times, session ids and passwords differ from run to run
and are left out; everything else has to be the same on every fresh server: results, stat fields, transaction numbers, error
codes, the order of events among replies. It asks for the server to be restarted with a line «please restart»."""
import base64
import hashlib
import random
import re
import socket
import struct
import sys

host, port = sys.argv[1].rsplit(':', 1)
seed = int(sys.argv[2])
OPEN = [(31, 'world', 'anyone')]
CREATE, DELETE, EXISTS, GET, SET, GET_ACL, SET_ACL, CHILDREN, SYNC, PING = 1, 2, 3, 4, 5, 6, 7, 8, 9, 11
CHILDREN2, CHECK, MULTI, CREATE2, RECONFIG, CHECK_WATCHES, REMOVE_WATCHES, CONTAINER, TTL, MULTI_READ = (
    12, 13, 14, 15, 16, 17, 18, 19, 21, 22)
AUTH, SET_WATCHES, EPHEMERALS, COUNT, SET_WATCHES2, ADD_WATCH, WHO, CLOSE = 100, 101, 103, 104, 105, 106, 107, -11
NAMES = {value: name for name, value in list(globals().items()) if isinstance(value, int) and name.isupper()}


def integer(value):
    return struct.pack('>i', value)


def long(value):
    return struct.pack('>q', value)


def boolean(value):
    return b'\1' if value else b'\0'


def data(value):
    if value is None:
        return integer(-1)
    value = value.encode('utf8', 'surrogatepass') if isinstance(value, str) else value
    return integer(len(value)) + value


def strings(values):
    return integer(len(values)) + b''.join(data(each) for each in values)


def acl(entries):
    if entries is None:
        return integer(-1)
    return integer(len(entries)) + b''.join(integer(p) + data(s) + data(i) for p, s, i in entries)


class Reader:
    def __init__(self, content):
        self.content, self.at = content, 0

    def take(self, count):
        self.at += count
        assert self.at <= len(self.content), 'the reply is too short'
        return self.content[self.at - count:self.at]

    def int(self):
        return struct.unpack('>i', self.take(4))[0]

    def long(self):
        return struct.unpack('>q', self.take(8))[0]

    def data(self):
        length = self.int()
        return None if length == -1 else self.take(length)

    def string(self):
        return self.data().decode('utf8')

    def strings(self):
        return sorted(self.string() for _ in range(self.int()))

    def acl(self):
        return [(self.int(), self.string(), self.string()) for _ in range(self.int())]

    def stat(self, owners):
        czxid, mzxid, created, modified, version, cversion, aversion, owner, length, children, pzxid = struct.unpack(
            '>qqqqiiiqiiq', self.take(68))
        assert created <= modified
        owner = owners.get(owner, owner)
        return 'czxid=%d mzxid=%d version=%d cversion=%d aversion=%d owner=%s length=%d children=%d pzxid=%d' % (
            czxid, mzxid, version, cversion, aversion, owner, length, children, pzxid)


owners = {}


class Client:
    def __init__(self, name, session=0, password=bytes(16), last_zxid=0, timeout=40000):
        self.name = name
        self.socket = socket.create_connection((host, int(port)), timeout=10)
        self.send(integer(0) + long(last_zxid) + integer(timeout) + long(session) + data(password) + boolean(False))
        reply = self.receive()
        if reply is None:
            print(name, 'is refused')
            return
        reply.int()
        timeout, self.session = reply.int(), reply.long()
        self.password = reply.data()
        owners.setdefault(self.session, name) if self.session else None
        print(name, 'connected: timeout', timeout, 'session', owners.get(self.session, self.session), 'password', len(self.password))
        self.xid, self.last_zxid = 0, 0

    def send(self, content):
        self.socket.sendall(integer(len(content)) + content)

    def receive(self):
        def exactly(count):
            content = b''
            while len(content) < count:
                more = self.socket.recv(count - len(content))
                if not more:
                    return None
                content += more
            return content
        try:
            head = exactly(4)
            return head and Reader(exactly(struct.unpack('>i', head)[0]))
        except ConnectionError:
            return None

    def read(self, kind, what):
        """The next message: an event, or the reply to a request of this kind."""
        reply = self.receive()
        if reply is None:
            print(self.name, what, '-> hung up')
            return None
        xid, zxid, error = reply.int(), reply.long(), reply.int()
        if zxid > 0:
            self.last_zxid = zxid
        if xid == -1:
            kinds = {1: 'created', 2: 'deleted', 3: 'changed', 4: 'children'}
            print(self.name, 'is told', kinds[reply.int()], 'state', reply.int(), reply.string(), 'zxid', zxid)
            return 'event'
        if xid == -2 and kind != PING:
            return 'the answer to a sign of life'
        body = 'error %d' % error if error else describe(kind, reply)
        print(self.name, what, '-> zxid', zxid, body, 'and %d bytes more' % (len(reply.content) - reply.at) if reply.at < len(reply.content) else '')
        return 'reply'

    def ask(self, kind, content=b'', what='', xid=None):
        self.xid += 1
        self.send(integer(self.xid if xid is None else xid) + integer(kind) + content)
        what = '%s %s' % (NAMES.get(kind, kind), what)
        while self.read(kind, what) not in ('reply', None):
            pass

    def events(self):
        """All events that have been sent so far: replies come after them."""
        self.ask(PING, xid=-2)

    def create(self, path, value='', flags=0, rules=OPEN, kind=CREATE, ttl=None):
        end = integer(flags) + (long(ttl) if ttl is not None else b'')
        self.ask(kind, data(path) + data(value) + acl(rules) + end, '%r flags %d' % (path, flags))

    def path(self, kind, path, *more):
        end = b''.join(boolean(each) if isinstance(each, bool) else integer(each) for each in more)
        self.ask(kind, data(path) + end, ' '.join(map(str, (repr(path),) + more)))

    def set(self, path, value, version=-1):
        self.ask(SET, data(path) + data(value) + integer(version), '%r version %d' % (path, version))

    def set_acl(self, path, rules, version=-1):
        self.ask(SET_ACL, data(path) + acl(rules) + integer(version), '%r %s version %d' % (path, rules, version))

    def multi(self, *operations, kind=MULTI):
        content = b''.join(integer(each) + boolean(False) + integer(-1) + body for each, body in operations)
        self.ask(kind, content + integer(-1) + boolean(True) + integer(-1), str([NAMES[each] for each, _ in operations]))

    def auth(self, scheme, credentials):
        self.ask(AUTH, integer(0) + data(scheme) + data(credentials), scheme, xid=-4)


def describe(kind, reply):
    if kind in (CREATE, SYNC):
        return reply.string()
    if kind in (CREATE2, CONTAINER, TTL):
        return '%s %s' % (reply.string(), reply.stat(owners))
    if kind in (EXISTS, SET, SET_ACL):
        return reply.stat(owners)
    if kind == GET:
        return '%s %s' % (reply.data(), reply.stat(owners))
    if kind == GET_ACL:
        return '%s %s' % (reply.acl(), reply.stat(owners))
    if kind in (CHILDREN, EPHEMERALS):
        return str(reply.strings())
    if kind == CHILDREN2:
        return '%s %s' % (reply.strings(), reply.stat(owners))
    if kind in (COUNT, ADD_WATCH):
        return str(reply.int())
    if kind == WHO:
        return str(sorted((reply.string(), reply.string()) for _ in range(reply.int())))
    if kind in (MULTI, MULTI_READ):
        results = []
        while True:
            each, done, error = reply.int(), reply.take(1) == b'\1', reply.int()
            if done:
                return str(results)
            results.append('error %d/%d' % (error, reply.int()) if each == -1 else '%s %s' % (NAMES[each], describe(each, reply)))
    return 'ok'


def op_create(path, value='', flags=0, rules=OPEN):
    return data(path) + data(value) + acl(rules) + integer(flags)


def beginnings():
    a = Client('a')
    for path in ('/', '/zookeeper', '/zookeeper/quota', '/zookeeper/config', '', '/missing', 'x', '/a\0b'):
        a.path(EXISTS, path, False)
    for kind in (GET, CHILDREN, CHILDREN2):
        a.path(kind, '/', False)
        a.path(kind, '/missing', False)
    for path in ('/', '/zookeeper/config', '/missing'):
        a.path(GET_ACL, path)
        a.path(COUNT, path)
    a.ask(SYNC, data('/anything'))
    a.ask(WHO)
    a.events()


def creation():
    a = Client('a')
    a.create('/c', 'one')
    a.create('/c')
    a.create('/c/d', None, kind=CREATE2)
    for flags in (0, 1, 2, 3):
        a.create('/c/n%d-' % flags, 'x', flags, kind=CREATE2)
    a.create('/c/', flags=2)
    a.create('/c/e', flags=1)
    a.create('/c/e/child')
    a.create('/c/e/child', flags=3)
    for flags in (4, 5, 6, 7, -1):
        a.create('/c/f%d' % flags, flags=flags)
    a.create('/c/container', kind=CONTAINER, flags=4, rules=OPEN)
    a.create('/c/ttl', kind=TTL, flags=5, ttl=60000)
    a.create('/c/ttl-', kind=TTL, flags=6, ttl=1)
    for ttl in (0, -1, 2 ** 40, 2 ** 40 - 1):
        a.create('/c/ttl%d' % ttl, kind=TTL, flags=5, ttl=ttl)
    a.create('/c/ttl0', kind=TTL, flags=0, ttl=5)
    a.create('/c/ttl/child')
    for path in ('', 'c', 'c/d', '/', '/c/', '/c//d', '/c/.', '/c/..', '/c/../d', '/c/a.b', '/c/\x01', '/c/\x7f', '/c/\ue000', '/c/\uffff',
                 '/c/ü', '/c/\U0001f600', '/missing/child', '/zookeeper/mine', '/c/a\0', '/c/...'):
        a.create(path)
    for rules in (None, [], [(31, 'world', 'me')], [(31, 'auth', '')], [(31, 'digest', 'me')], [(31, 'digest', 'me:x')], [(31, 'digest', 'a:b:c')],
                  [(31, 'ip', '1.2.3.4/33')], [(31, 'ip', '1.2.3.4/32')], [(31, 'ip', 'x')], [(31, 'ip', '1.2.3')], [(31, 'unknown', '')],
                  [(0, 'world', 'anyone')], [(99, 'world', 'anyone')], OPEN + OPEN):
        a.create('/c/acl-', flags=2, rules=rules)
    a.path(GET_ACL, '/c/acl-0000000027')
    a.path(CHILDREN2, '/c', False)
    a.path(EXISTS, '/c', False)
    a.path(EXISTS, '/', False)
    a.path(COUNT, '/c')
    a.path(COUNT, '/')
    a.path(EPHEMERALS, '')
    a.path(EPHEMERALS, '/c/n')
    a.path(EPHEMERALS, '/c/nothing')
    a.ask(CREATE, data('/c/short'), 'cut short')
    a.ask(CREATE, integer(1000), 'that claims too much')
    a.events()


def changing():
    a = Client('a')
    a.create('/s', 'one')
    a.set('/s', 'two', 0)
    a.set('/s', 'two', 0)
    a.set('/s', None)
    a.path(GET, '/s', False)
    a.set('/s', '')
    a.path(GET, '/s', False)
    a.set('/missing', '')
    a.set('missing', '')
    a.set('/s/', '')
    a.set('/', 'root')
    a.path(GET, '/', False)
    a.create('/s/child')
    a.path(DELETE, '/s', -1)
    a.path(DELETE, '/s/child', 7)
    a.path(DELETE, '/s/child', 0)
    a.path(EXISTS, '/s', False)
    for path in ('/missing', '/missing/child', '', '/', 's', '/zookeeper', '/zookeeper/quota', '/s/', '/a\0'):
        a.path(DELETE, path, -1)
    a.path(DELETE, '/s', 4)
    a.path(DELETE, '/s', 3)
    a.ask(RECONFIG, data(None) + data(None) + data(None) + long(-1))
    a.path(EXISTS, '/', False)


def access():
    a, b = Client('a'), Client('b')
    digest = 'me:' + base64.b64encode(hashlib.sha1(b'me:secret').digest()).decode()
    a.auth('digest', 'me:secret')
    a.auth('digest', 'me:secret')
    a.auth('ip', '')
    a.ask(WHO)
    a.create('/p', 'x', rules=[(31, 'auth', '')])
    a.path(GET_ACL, '/p')
    for kind in (EXISTS, GET, CHILDREN, CHILDREN2):
        b.path(kind, '/p', False)
    b.path(GET_ACL, '/p')
    b.path(COUNT, '/p')
    b.set('/p', '')
    b.create('/p/x')
    b.path(DELETE, '/p', -1)
    b.set_acl('/p', OPEN)
    a.set_acl('/p', [(1, 'world', 'anyone'), (31, 'digest', digest)], 0)
    a.set_acl('/p', OPEN, 0)
    b.path(GET_ACL, '/p')
    b.path(GET, '/p', False)
    b.set('/p', '')
    b.auth('digest', 'me:wrong')
    b.set('/p', '')
    b.auth('digest', 'me:secret')
    b.set('/p', 'y')
    b.ask(WHO)
    b.set_acl('/p', [(31, 'ip', '127.0.0.0/8')])
    Client('c').path(GET, '/p', False)
    b.set_acl('/p', [(31, 'ip', '10.0.0.0/8'), (30, 'ip', '127.0.0.1')])
    b.path(GET, '/p', False)
    b.path(GET_ACL, '/p')
    b.set_acl('/missing', OPEN)
    b.set_acl('missing', OPEN)
    b.set_acl('/p', [])
    b.path(DELETE, '/p', -1)
    c = Client('d')
    c.auth('unknown', '')
    c.events()


def watching():
    a, b = Client('a'), Client('b')
    a.path(EXISTS, '/w', True)
    a.path(GET, '/w', True)
    a.path(CHILDREN, '/', True)
    b.create('/w')
    b.create('/w2')
    a.events()
    a.path(GET, '/w', True)
    a.path(EXISTS, '/w', True)
    a.path(CHILDREN2, '/w', True)
    b.set('/w', 'x')
    b.set('/w', 'y')
    a.events()
    a.path(GET, '/w', True)
    b.path(DELETE, '/w', -1)
    a.events()
    # One's own changes, told of before the answer.
    a.path(EXISTS, '/own', True)
    a.path(CHILDREN, '/', True)
    a.create('/own')
    a.path(GET, '/own', True)
    a.path(CHILDREN, '/own', True)
    a.path(CHILDREN, '/', True)
    a.create('/own/child')
    a.path(DELETE, '/own/child', -1)
    a.path(CHILDREN, '/own', True)
    a.path(DELETE, '/own', -1)
    # What somebody else's session takes with it.
    b.create('/gone', flags=1)
    a.path(GET, '/gone', True)
    a.path(CHILDREN, '/', True)
    b.ask(CLOSE)
    a.events()
    a.path(CHECK_WATCHES, '/w2', 3)
    a.path(GET, '/w2', True)
    for kind in (1, 2, 3, 4, 5, 9):
        a.path(CHECK_WATCHES, '/w2', kind)
    a.path(REMOVE_WATCHES, '/w2', 1)
    a.path(REMOVE_WATCHES, '/w2', 2)
    a.path(REMOVE_WATCHES, '/w2', 3)
    a.set('/w2', '')


def persistent():
    a, b = Client('a'), Client('b')
    a.create('/p')
    a.path(ADD_WATCH, '/p', 0)
    a.path(ADD_WATCH, '/q', 1)
    a.path(ADD_WATCH, '/q', 7)
    for path in ('/q', '/q/r', '/q/r/s', '/p/x'):
        b.create(path)
    b.set('/p', '1'), b.set('/p', '2'), b.set('/q', '1'), b.set('/q/r/s', '1')
    b.set_acl('/q', OPEN)
    a.events()
    a.path(GET, '/p', True)
    a.path(CHILDREN, '/p', True)
    for path in ('/p/x', '/p', '/q/r/s', '/q/r', '/q'):
        b.path(DELETE, path, -1)
    b.create('/p'), b.create('/q'), b.create('/qq')
    a.events()
    for path, kind in (('/p', 4), ('/q', 5)):
        a.path(CHECK_WATCHES, path, kind)
        a.path(REMOVE_WATCHES, path, kind)
        a.path(REMOVE_WATCHES, path, kind)
    a.path(ADD_WATCH, '/', 1)
    b.path(DELETE, '/p', -1), b.path(DELETE, '/q', -1), b.path(DELETE, '/qq', -1)
    a.events()
    a.path(REMOVE_WATCHES, '/', 3)
    b.create('/unseen')
    a.events()


def returning():
    a, b = Client('a'), Client('b')
    for path in ('/changed', '/same', '/deleted', '/grown'):
        b.create(path)
    a.ask(SYNC, data('/'))
    seen = 10 ** 9
    for relative in (0, seen):
        content = long(relative) + strings(['/changed', '/missing']) + strings(['/same', '/never']) + strings(['/grown', '/missing'])
        a.ask(SET_WATCHES, content, 'since %d' % relative, xid=-8)
    b.set('/changed', 'x'), b.create('/never'), b.create('/grown/x')
    a.events()
    a.ask(SET_WATCHES2, long(seen) + strings([]) * 3 + strings(['/same']) + strings(['/deep']), xid=-8)
    b.set('/same', '1'), b.create('/deep'), b.create('/deep/er'), b.set('/same', '2')
    a.events()
    # The same session on another connection knows nothing of the watches of the first.
    again = Client('again', a.session, a.password)
    print('the first', 'is closed' if a.receive() is None else 'goes on')
    b.set('/same', '3')
    again.events()
    Client('thief', a.session, bytes(16))
    Client('stranger', 12345, bytes(16))
    Client('ahead', last_zxid=10 ** 9)
    for timeout in (0, 1, 4000, 39999, 100000):
        Client('patient', timeout=timeout).ask(CLOSE)


def several():
    a, b = Client('a'), Client('b')
    a.path(CHILDREN, '/', True)
    a.multi()
    a.multi((CREATE, op_create('/m', '1')), (CREATE2, op_create('/m/n')), (SET, data('/m') + data('2') + integer(0)),
            (CHECK, data('/m') + integer(1)), (DELETE, data('/m/n') + integer(-1)), (CONTAINER, op_create('/m/c', flags=4)),
            (TTL, op_create('/m/t', flags=5) + long(1000)), (CREATE, op_create('/m/s-', flags=2)), (CREATE, op_create('/m/e', flags=1)))
    a.path(CHILDREN2, '/m', False)
    a.path(EXISTS, '/m', True)
    a.path(CHILDREN, '/', True)
    a.multi((SET, data('/m') + data('3') + integer(-1)), (CREATE, op_create('/m2')), (DELETE, data('/missing') + integer(-1)), (CREATE, op_create('/m3')))
    a.multi((CREATE, op_create('/m2')), (CHECK, data('/m2') + integer(5)))
    a.multi((DELETE, data('/m') + integer(-1)))
    a.multi((CREATE, op_create('/m2')), (CREATE, op_create('/m2')))
    a.multi((CREATE, op_create('/m2')), (DELETE, data('/m2') + integer(0)), (CREATE, op_create('/m2')))
    a.path(EXISTS, '/m', False)
    a.path(EXISTS, '/m2', False)
    a.path(EXISTS, '/', False)
    a.multi((GET, data('/m') + boolean(False)), (CHILDREN, data('/') + boolean(False)), (GET, data('/missing') + boolean(False)),
            (CHILDREN, data('/missing') + boolean(True)), kind=MULTI_READ)
    a.multi((PING, b''))
    a.multi((CREATE, op_create('/m9', flags=7)))
    a.multi((CREATE, op_create('/m9', flags=5)))
    a.multi((CREATE, op_create('/m9')), (CREATE, op_create('/m9/c', flags=7)))
    a.multi((DELETE, data('/') + integer(-1)), (CREATE, op_create('x')))
    a.multi((CREATE, op_create('/m9', rules=[])))
    a.multi((GET, data('/m') + boolean(False)))
    a.multi((SET_ACL, data('/m') + acl(OPEN) + integer(-1)))
    a.multi((CREATE, op_create('/m9')[:10]))
    b.events()


def leaving():
    a, b = Client('a'), Client('b')
    a.create('/e1', flags=1)  # one only: in which order several go is nowhere said
    b.path(CHILDREN, '/', True)
    b.path(EXISTS, '/e1', True)
    a.ask(CLOSE)
    print('a', 'is closed' if a.receive() is None else 'goes on')
    b.events()
    Client('a again', a.session, a.password)
    b.path(EXISTS, '/e1', False)
    b.ask(999)
    print('b', 'is closed' if b.receive() is None else 'goes on')
    c = Client('c')
    c.send(b'\0\0')
    print('c', 'is closed' if c.receive() is None else 'goes on')


def please(what):
    print('please', what, flush=True)
    sys.stdin.readline()


def away():
    """What happens while a client is not connected, it is told when it comes back with the list of what it watches."""
    b = Client('b')
    for restarted in (False, True):
        a = Client('a')
        root = '/restarted' if restarted else '/away'
        names = ('same', 'changed', 'deleted', 'grown', 'recreated')
        for path in [root] + ['%s/%s' % (root, name) for name in names] + [root + '/grown/old']:
            b.create(path)
        a.create(root + '/mine', flags=1)
        a.ask(SYNC, data('/'))
        seen = int(a.last_zxid)
        a.socket.close()
        b.set(root + '/changed', 'x'), b.path(DELETE, root + '/deleted', -1), b.create(root + '/grown/new')
        b.path(DELETE, root + '/recreated', -1), b.create(root + '/recreated'), b.create(root + '/appeared')
        b.path(DELETE, root + '/grown/old', -1)
        if restarted:
            please('restart')
            b = Client('b', b.session, b.password)
        a = Client('a again', a.session, a.password, last_zxid=seen)
        paths = [['%s/%s' % (root, name) for name in each.split()] for each in (
            'same changed deleted recreated', 'appeared missing', 'grown same deleted', 'changed grown', 'same missing')]
        a.ask(SET_WATCHES2, long(seen) + b''.join(map(strings, paths)), xid=-8)
        for name in names + ('appeared', 'missing', 'missing/deeper'):
            b.set('%s/%s' % (root, name), 'y'), b.create('%s/%s' % (root, name)), b.create('%s/%s/child' % (root, name))
        a.events()
        b.path(GET, root + '/mine', False)
        a.ask(CLOSE)
        b.path(EXISTS, root + '/mine', False)


def expiring():
    """A session that is silent for its time ends; those that say something do not."""
    a, b, silent = Client('a', timeout=4000), Client('b', timeout=4000), Client('silent', timeout=4000)
    silent.create('/silent', flags=1)
    a.path(EXISTS, '/silent', True)
    b.path(CHILDREN, '/', True)
    silent.ask(SYNC, data('/'))
    # Its connection stays; that it is cut tells that the time is over.
    silent.socket.settimeout(0.5)
    for _ in range(40):
        a.send(integer(-2) + integer(PING)), b.send(integer(-2) + integer(PING))
        try:
            print('silent is', 'told something' if silent.socket.recv(1) else 'closed')
            break
        except socket.timeout:
            pass
    for client in (a, b):
        client.ask(SYNC, data('/'))
    Client('silent again', silent.session, silent.password)
    a.path(EXISTS, '/silent', False)
    for client in (a, b):
        client.ask(CLOSE)  # so that they do not end some time later, with a transaction of their own


def quotas():
    a = Client('a')
    a.create('/q', 'abc'), a.create('/q/old', '12')
    a.create('/zookeeper/quota/q')
    a.create('/zookeeper/quota/q/zookeeper_limits', 'count=2,bytes=3')
    a.create('/q/uncounted', '1')
    statistics = '/zookeeper/quota/q/zookeeper_stats'
    a.path(EXISTS, statistics, True)
    a.create(statistics, 'count=0,bytes=0')
    a.path(GET, statistics, True)
    a.create('/q/new', '1234'), a.set('/q', None), a.path(DELETE, '/q/old', -1), a.create('/q/new/deeper', 'x', 1), a.create('/q2', 'x')
    a.path(GET, statistics, True)
    a.multi((CREATE, op_create('/q/m', '1')), (SET, data('/q') + data('22') + integer(-1)))
    a.multi((CREATE, op_create('/q/n', '1')), (DELETE, data('/missing') + integer(-1)))
    a.path(GET, statistics, True)
    Client('b', a.session, a.password).ask(CLOSE)
    a = Client('a')
    a.path(GET, statistics, False)
    a.set(statistics, 'count=7,bytes=9')
    a.create('/q/more', 'x')
    a.path(GET, statistics, False)
    a.path(DELETE, '/zookeeper/quota/q/zookeeper_limits', -1)
    a.create('/q/unlimited', 'x')
    a.path(GET, statistics, False)


def limits():
    """The longest message, and one that is too long."""
    for length in (0xfffff, 0xfffff + 1, -1, 2 ** 31 - 1):
        a = Client('a')
        head = integer(1) + integer(CREATE) + data('/long')
        tail = acl(OPEN) + integer(0)
        try:
            a.socket.sendall(integer(length))
            a.socket.sendall(head + data('x' * max(min(length, 2 ** 21) - len(head) - len(tail) - 4, 0)) + tail)
        except ConnectionError:
            pass
        a.read(CREATE, 'a message of %d' % length)


def word(text):
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(text)
        parts = []
        while part := connection.recv(65536):
            parts.append(part.decode())
    return ''.join(parts)


# What mntr says of every server; of what a server has inside it says much more.
MONITORED = """version server_state ephemerals_count num_alive_connections avg_latency outstanding_requests znode_count global_sessions
    non_mtls_remote_conn_count last_client_response_size packets_sent max_client_response_size connection_drop_probability watch_count
    auth_failed_count min_latency packets_received approximate_data_size local_sessions uptime max_latency outstanding_tls_handshake min_client_response_size non_mtls_local_conn_count""".split()


def words():
    """What words say to programs that read them: their lines, and of these all that is not another one each time."""
    a, b = Client('a'), Client('b')
    a.create('/e', 'x', flags=1), a.create('/words', 'x' * 100)
    a.path(GET, '/words', True), a.path(CHILDREN, '/', True), b.path(EXISTS, '/never', True), b.path(ADD_WATCH, '/words', 1)
    for text in ('ruok', 'isro', 'srst', 'crst', 'xxxx', 'RUOK'):
        print(repr(text), '->', repr(word(text.encode())))
    a.path(GET, '/words', False), b.create('/words/child')
    for text in ('srvr', 'stat', 'cons', 'conf', 'dump', 'wchs', 'wchp', 'wchc', 'dirs'):
        answer = word(text.encode())
        for session, name in owners.items():
            answer = answer.replace('0x%x' % session, name).replace('%x' % session, name)
        for pattern, replacement in (
                (r'3\.9\.3-\w+', 'VERSION'), (r'(?<=127\.0\.0\.1:)\d+', 'PORT'), (r'(?<=clientPort=)\d+', 'PORT'), (r'(Latency.*:) .*', r'\1'),
                (r'((?:est|lresp|llat|minlat|avglat|maxlat|Dir|Size|_size)[=:]) ?[^,)\n]*', r'\1'), (r'(Sets \()\d+', r'\1')):
            answer = re.sub(pattern, replacement, answer)
        lines = [line for line in answer.split('\n') if not re.search(r'expire at|\b0x[0-9a-f]{10,}', line)]
        # Connections and sessions come in any order, and so do the paths of a session.
        print(text, '->', *(lines if text in ('srvr', 'conf') else sorted(lines)), sep='\n  ')
    monitored = dict(line.split('\t') for line in word(b'mntr').strip().split('\n'))
    changing = re.compile('version|latency|uptime')
    for name in MONITORED:
        value = monitored.get('zk_' + name)
        print('mntr', name, value if value is None or not changing.search(name) else re.sub(r'\w.*', 'something', value))


def chance():
    """Anything, on few paths, so that much of it meets."""
    chosen = random.Random(seed)
    a, b = Client('a'), Client('b')
    names = ['/r', '/r/a', '/r/b', '/r/a/x', '/r/a/x/1', '/r/b/y', '/', '/zookeeper', 'bad', '/r/']
    rules = [OPEN, OPEN, OPEN, [(1, 'world', 'anyone'), (31, 'auth', '')], [(27, 'world', 'anyone')], [(31, 'ip', '127.0.0.1')], []]
    b.auth('digest', 'me:secret')
    for _ in range(2000):
        client, path, yes = chosen.choice((a, b)), chosen.choice(names), chosen.random() < 0.5
        version, text, acls = chosen.choice((-1, -1, -1, 0, 1)), chosen.choice(('', 'one', 'two', None)), chosen.choice(rules)
        kind = chosen.choice((CREATE, CREATE, CREATE2, CONTAINER, TTL, DELETE, DELETE, EXISTS, GET, SET, GET_ACL, SET_ACL, CHILDREN, CHILDREN2,
                              MULTI, MULTI_READ, CHECK_WATCHES, REMOVE_WATCHES, EPHEMERALS, COUNT, SET_WATCHES2, ADD_WATCH))
        if chosen.random() < 0.3:
            client.create(chosen.choice(names[:6]), 'x')  # most else needs that there is something
        if kind in (CREATE, CREATE2):
            client.create(path, text, chosen.choice((0, 0, 0, 1, 1, 2, 3)), acls, kind)
        elif kind == CONTAINER:
            client.create(path, text, 4, acls, kind)
        elif kind == TTL:
            client.create(path, text, chosen.choice((5, 6)), acls, kind, ttl=10 ** 8)
        elif kind in (DELETE, CHECK_WATCHES, REMOVE_WATCHES, ADD_WATCH):
            client.path(kind, path, {DELETE: version, ADD_WATCH: int(yes)}.get(kind, chosen.randint(1, 5)))
        elif kind == SET:
            client.set(path, text, version)
        elif kind == SET_ACL:
            client.set_acl(path, acls, version)
        elif kind in (GET_ACL, COUNT, EPHEMERALS):
            client.path(kind, path)
        elif kind == MULTI:
            parts = [(CREATE, lambda p: op_create(p, 'm', chosen.choice((0, 1, 2)))), (DELETE, lambda p: data(p) + integer(-1)),
                     (SET, lambda p: data(p) + data('m') + integer(version)), (CHECK, lambda p: data(p) + integer(0))]
            picked = [chosen.choice(parts) for _ in range(chosen.randint(1, 3))]
            client.multi(*[(each, write(chosen.choice(names))) for each, write in picked])
        elif kind == MULTI_READ:
            client.multi((GET, data(path) + boolean(False)), (CHILDREN, data(path) + boolean(False)), kind=MULTI_READ)
        elif kind == SET_WATCHES2:
            lists = [[chosen.choice(names)] if chosen.random() < 0.3 else [] for _ in range(5)]
            client.ask(kind, long(chosen.choice((0, 10 ** 9))) + b''.join(strings(each) for each in lists), str(lists), xid=-8)
        else:
            client.path(kind, path, yes)
    a.events(), b.events()


for part in (beginnings, creation, changing, access, watching, persistent, returning, several, leaving, away, expiring, limits, words,
             quotas, chance):
    owners.clear()
    print('==', part.__name__)
    part()
