package minimesos

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"
)

// ClusterInfo is a cluster, and where everything in it listens.
type ClusterInfo struct {
	// ID is of this cluster alone, also after its name was used again.
	ID           string `json:"id"`
	Name         string `json:"name"`
	Driver       string `json:"driver"`
	MesosVersion string `json:"mesosVersion"`
	// Capabilities are what can be done with it, of what not every driver can.
	Capabilities []string `json:"capabilities"`
	// CreatedAt are milliseconds since 1970.
	CreatedAt float64 `json:"createdAt"`
	// Kept tells whether it outlives the leases that hold it.
	Kept bool `json:"kept"`
	// Credential is who minimesos itself is to masters and agents that ask; nil when they do not.
	Credential *Credential  `json:"credential"`
	Masters    []MasterInfo `json:"masters"`
	Agents     []AgentInfo  `json:"agents"`
	// ZooKeepers by name: masters, and the further ones of the description.
	ZooKeepers map[string]ZooKeeperInfo `json:"zookeepers"`
	// Containers are those beside Mesos that the description names.
	Containers []ContainerInfo `json:"containers"`
	// OwnEngines tells whether agents have engines of their own, which [Cluster.PushImage] brings images to.
	OwnEngines bool `json:"ownEngines"`
	// Names tell where tasks, masters and agents are found by name; nil where the description has no names.
	Names *NamesInfo `json:"names"`
	// Exports are environment variables for programs that use the cluster, such as MINIMESOS_MASTER.
	Exports map[string]string `json:"exports"`
	Host    struct {
		PID int `json:"pid"`
	} `json:"host"`
}

// Credential is as whom frameworks and operators come.
type Credential struct {
	Principal string `json:"principal"`
	Secret    string `json:"secret"`
}

// Cluster is a whole Mesos cluster: masters, agents, and the tasks that frameworks run on them. Any number of goroutines may
// use it. All its methods fail with an [*Error].
type Cluster struct {
	// ID is of this cluster alone.
	ID string
	// Name is what others find it by.
	Name string

	started    ClusterInfo
	server     *Server
	lease      *lease
	ownsServer bool
	destroys   bool
}

// Option is something about where a cluster lives, and for how long.
type Option func(*options)

type options struct {
	server     *Server
	url, token string
	key        string
	keep       bool
}

// OnServer has a cluster live in a server.
func OnServer(server *Server) Option { return func(o *options) { o.server = server } }

// At has a cluster live in the server at a URL.
func At(url, token string) Option { return func(o *options) { o.url, o.token = url, token } }

// Key has a cluster be used again that was created with the same key before.
func Key(key string) Option { return func(o *options) { o.key = key } }

// Keep has a cluster outlive its Close and this process, when its server does.
func Keep() Option { return func(o *options) { o.keep = true } }

// New starts a cluster. It is ready when this returns, and gone without a trace after [Cluster.Close], or when this process ends in
// any way.
func New(ctx context.Context, description Description, given ...Option) (*Cluster, error) {
	return open(ctx, given, func(cluster *Cluster, chosen options) error {
		body := map[string]any{"lease": cluster.lease.id, "keep": chosen.keep}
		if description.Text != "" {
			body["descriptionText"] = description.Text
		} else {
			body["description"] = description
		}
		if chosen.key != "" {
			body["key"] = chosen.key
		}
		cluster.destroys = !chosen.keep
		return cluster.server.client.ask(ctx, call{method: "POST", path: "/v1/clusters", body: body, waits: true}, &cluster.started)
	})
}

// Connect uses a cluster that runs already, by its name or id; [Cluster.Close] lets go of it only. Fails with [UnknownCluster].
func Connect(ctx context.Context, name string, given ...Option) (*Cluster, error) {
	return open(ctx, given, func(cluster *Cluster, _ options) error {
		client := cluster.server.client
		if err := client.ask(ctx, call{method: "GET", path: path("v1", "clusters", name)}, &cluster.started); err != nil {
			return err
		}
		held := path("v1", "clusters", cluster.started.ID, "leases", cluster.lease.id)
		return client.ask(ctx, call{method: "PUT", path: held}, nil)
	})
}

func open(ctx context.Context, given []Option, enter func(*Cluster, options) error) (*Cluster, error) {
	var chosen options
	for _, option := range given {
		option(&chosen)
	}
	cluster := &Cluster{server: chosen.server}
	var err error
	switch {
	case chosen.server != nil:
	case chosen.url != "":
		cluster.ownsServer = true
		cluster.server, err = ConnectServer(ctx, chosen.url, chosen.token)
	default:
		cluster.server, cluster.ownsServer, err = serverFor(ctx)
	}
	if err != nil {
		return nil, err
	}
	if cluster.lease, err = cluster.server.lease(); err == nil {
		err = enter(cluster, chosen)
	}
	if err != nil {
		cluster.letGo()
		return nil, err
	}
	cluster.ID, cluster.Name = cluster.started.ID, cluster.started.Name
	return cluster, nil
}

// Server is the server that it lives in.
func (c *Cluster) Server() *Server { return c.server }

// MasterURL is http://ip:port of the master that led when the cluster was started: what frameworks are given as their master.
// Where another one may take over, they are given that of [Cluster.ZooKeepers]; [Cluster.Leader] tells who leads now.
func (c *Cluster) MasterURL() string { return c.started.Exports["MINIMESOS_MASTER"] }

// Info tells where everything in it listens, now.
func (c *Cluster) Info(ctx context.Context) (ClusterInfo, error) {
	var info ClusterInfo
	err := c.ask(ctx, call{method: "GET"}, &info)
	return info, err
}

// Exports are environment variables for programs that use the cluster, such as MINIMESOS_MASTER.
func (c *Cluster) Exports(ctx context.Context) (map[string]string, error) {
	info, err := c.Info(ctx)
	return info.Exports, err
}

// Environ is the environment of this process with the exports, for [os/exec.Cmd].
func (c *Cluster) Environ(ctx context.Context) ([]string, error) {
	exports, err := c.Exports(ctx)
	environ := os.Environ()
	for name, value := range exports {
		environ = append(environ, name+"="+value)
	}
	return environ, err
}

// Reset makes it as if it had just been started: no frameworks, no tasks, no faults, the agents of the description, the same ports.
func (c *Cluster) Reset(ctx context.Context) error {
	return c.ask(ctx, call{method: "POST", path: "/reset", waits: true}, nil)
}

// Diagnostics writes an archive (.tar.gz) of all that helps to find out what went wrong.
func (c *Cluster) Diagnostics(ctx context.Context, to io.Writer) error {
	response, err := c.open(ctx, call{method: "GET", path: "/diagnostics", accept: "application/gzip", waits: true})
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if _, err := io.Copy(to, response.Body); err != nil {
		return c.server.client.gone(ctx, err)
	}
	return nil
}

// Destroy ends everything that belongs to the cluster, whoever has started it, and returns when nothing of it is left. To destroy
// what is gone is no error.
func (c *Cluster) Destroy(ctx context.Context) error {
	defer c.letGo()
	if err := c.ask(ctx, call{method: "DELETE", waits: true}, nil); err != nil && !isGone(err) {
		return err
	}
	return nil
}

// Leave lets go of it without its end: it lives on, when its server does, until somebody destroys it.
func (c *Cluster) Leave(ctx context.Context) error {
	if err := c.ask(ctx, call{method: "DELETE", path: path("leases", c.lease.id)}, nil); err != nil {
		return err
	}
	c.destroys = false
	c.letGo()
	return nil
}

// Close destroys what [New] has started, and lets go of what was only connected to, or is to be kept; that ends when nobody else holds
// it, unless it is to be kept.
func (c *Cluster) Close() error {
	if c.destroys {
		return c.Destroy(context.Background())
	}
	c.letGo()
	return nil
}

func (c *Cluster) letGo() {
	if c.lease != nil {
		c.lease.release()
	}
	if c.ownsServer {
		_ = c.server.Close()
	}
}

func (c *Cluster) String() string { return fmt.Sprintf("cluster %s at %s", c.Name, c.MasterURL()) }

func (c *Cluster) ask(ctx context.Context, call call, into any) error {
	return c.server.client.ask(ctx, c.within(call), into)
}

func (c *Cluster) fetch(ctx context.Context, call call) ([]byte, error) {
	return c.server.client.fetch(ctx, c.within(call))
}

func (c *Cluster) open(ctx context.Context, call call) (*http.Response, error) {
	return c.server.client.open(ctx, c.within(call))
}

func (c *Cluster) within(call call) call {
	call.path = path("v1", "clusters", c.ID) + call.path
	return call
}

// untilDeadline are the milliseconds that the server is to wait. None without a deadline: its default counts.
func untilDeadline(ctx context.Context) (float64, bool) {
	deadline, ok := ctx.Deadline()
	if !ok {
		return 0, false
	}
	left := time.Until(deadline)
	if left < time.Millisecond {
		left = time.Millisecond
	}
	return milliseconds(left), true
}

// Until the answer of a server is there that waited until the deadline.
const grace = 2 * time.Second

// withGrace ends with a context that is cancelled, but only some time after its deadline: the server, which knows the deadline, then
// tells what was seen instead.
func withGrace(ctx context.Context) (context.Context, context.CancelFunc) {
	inner, cancel := context.WithCancel(context.Background())
	go func() {
		select {
		case <-inner.Done():
			return
		case <-ctx.Done():
		}
		if ctx.Err() == context.DeadlineExceeded {
			select {
			case <-inner.Done():
			case <-time.After(grace):
			}
		}
		cancel()
	}()
	return inner, cancel
}

// waitFor asks for something that the server waits for until the deadline.
func (c *Cluster) waitFor(ctx context.Context, call call, into any) error {
	inner, cancel := withGrace(ctx)
	defer cancel()
	call.waits = true
	return because(ctx, c.ask(inner, call, into))
}

// because is the error of a context where that has ended the request.
func because(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil && errors.Is(err, context.Canceled) {
		return fmt.Errorf("minimesos: %w", ctx.Err())
	}
	return err
}

func milliseconds(duration time.Duration) float64 {
	return float64(duration) / float64(time.Millisecond)
}
