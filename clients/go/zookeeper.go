package minimesos

import "context"

// ZooKeeperInfo is a ZooKeeper of a cluster.
type ZooKeeperInfo struct {
	// URL is zk://ip:port/mesos: what frameworks are given as their master. That of a further one has no path.
	URL string `json:"url"`
	// ConnectString is ip:port, what clients of ZooKeeper are given. Several servers have commas between them.
	ConnectString string `json:"connectString"`
	IP            string `json:"ip"`
	Port          int    `json:"port"`
	// External tells whether it was there before the cluster, which only uses it.
	External bool `json:"external"`
}

// ZooKeeper is a ZooKeeper of a cluster, and what can be made to go wrong with it.
type ZooKeeper struct {
	ZooKeeperInfo
	// Name is masters, or what the description calls a further one.
	Name    string
	cluster *Cluster
}

// ZooKeeperSession is a session that has not ended.
type ZooKeeperSession struct {
	// ID is as ZooKeeper writes it: 0x1002a3b4c5d0000.
	ID string `json:"id"`
	// TimeoutMs: after so many milliseconds of silence it ends.
	TimeoutMs int `json:"timeoutMs"`
	// Client is the address it is connected from; empty while it is not connected.
	Client string `json:"client"`
	// Ephemerals are the paths of its ephemeral znodes, oldest first.
	Ephemerals []string `json:"ephemerals"`
}

// ZooKeepers are all of them by name: masters, and the further ones of the description.
func (c *Cluster) ZooKeepers(ctx context.Context) (map[string]*ZooKeeper, error) {
	info, err := c.Info(ctx)
	zookeepers := map[string]*ZooKeeper{}
	for name, each := range info.ZooKeepers {
		zookeepers[name] = &ZooKeeper{ZooKeeperInfo: each, Name: name, cluster: c}
	}
	return zookeepers, err
}

// ZooKeeper is the one by which the masters are found. Fails with NO_ZOOKEEPER when the description has none.
func (c *Cluster) ZooKeeper(ctx context.Context) (*ZooKeeper, error) {
	zookeepers, err := c.ZooKeepers(ctx)
	if err != nil || zookeepers["masters"] != nil {
		return zookeepers["masters"], err
	}
	none := &ZooKeeper{Name: "masters", cluster: c}
	_, err = none.Sessions(ctx) // says best that there is none
	return nil, err
}

// Sessions are all that have not ended, connected or not.
func (z *ZooKeeper) Sessions(ctx context.Context) ([]ZooKeeperSession, error) {
	var sessions []ZooKeeperSession
	err := z.ask(ctx, "GET", nil, &sessions, "sessions")
	return sessions, err
}

// ExpireSession ends a session as if its client had been silent for too long. It is named by its id, the address of its client, or the
// path of one of its ephemeral znodes. Fails with [UnknownSession].
func (z *ZooKeeper) ExpireSession(ctx context.Context, session string) error {
	return z.ask(ctx, "POST", nil, nil, "sessions", session, "expire")
}

// DropConnection cuts the connection of a session, which goes on when its client connects again in time. Named as with ExpireSession.
func (z *ZooKeeper) DropConnection(ctx context.Context, session string) error {
	return z.ask(ctx, "POST", nil, nil, "sessions", session, "drop-connection")
}

// Freeze has it stand still, as a process that is stopped: connections stay, nothing is answered, no session ends.
func (z *ZooKeeper) Freeze(ctx context.Context) error { return z.ask(ctx, "POST", nil, nil, "freeze") }

// Thaw has it go on. Sessions whose time is over by then end.
func (z *ZooKeeper) Thaw(ctx context.Context) error { return z.ask(ctx, "POST", nil, nil, "thaw") }

// SetReadOnly has it only read, as a server that has lost its quorum, or write again.
func (z *ZooKeeper) SetReadOnly(ctx context.Context, readOnly bool) error {
	return z.ask(ctx, "POST", map[string]any{"readOnly": readOnly}, nil, "read-only")
}

// Restart stops it and starts it again on the same port, with all data and sessions.
func (z *ZooKeeper) Restart(ctx context.Context) error {
	return z.ask(ctx, "POST", nil, nil, "restart")
}

func (z *ZooKeeper) ask(ctx context.Context, method string, body, into any, parts ...string) error {
	at := path(append([]string{"zookeepers", z.Name}, parts...)...)
	return z.cluster.ask(ctx, call{method: method, path: at, body: body, waits: true}, into)
}
