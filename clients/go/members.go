package minimesos

import (
	"context"
	"encoding/json"
	"strconv"
)

// MasterInfo is where a master listens, and what it was when the cluster was asked.
type MasterInfo struct {
	// URL is http://ip:port.
	URL  string `json:"url"`
	IP   string `json:"ip"`
	Port int    `json:"port"`
	// Running is false when it was killed, or has ended by itself.
	Running bool `json:"running"`
	// End is why it does not run, when it has ended by itself.
	End string `json:"end"`
	// Leading tells whether it had been elected, and served.
	Leading bool `json:"leading"`
}

// Master is a master of a cluster.
type Master struct {
	MasterInfo
	cluster *Cluster
	name    string
}

// Masters are all of them, those that were killed included.
func (c *Cluster) Masters(ctx context.Context) ([]*Master, error) {
	var infos []MasterInfo
	if err := c.ask(ctx, call{method: "GET", path: "/masters"}, &infos); err != nil {
		return nil, err
	}
	return c.mastersOf(infos), nil
}

// Leader is the leading master. Fails with [NoLeader] while nobody leads.
func (c *Cluster) Leader(ctx context.Context) (*Master, error) {
	masters, err := c.Masters(ctx)
	if err != nil {
		return nil, err
	}
	for _, master := range masters {
		if master.Leading {
			return master, nil
		}
	}
	return nil, &Error{Code: NoLeader, Detail: "No master leads.", Remedy: "Wait until one was elected, or restart one that was killed."}
}

// Failover has another master lead, without the wait for the end of a session, and returns it. The one that led is killed, and
// with restart started again as a follower; with one master, its successor leads. Returns when all agents are registered with it.
func (c *Cluster) Failover(ctx context.Context, restart bool) (*Master, error) {
	var infos []MasterInfo
	body := map[string]any{"restart": restart}
	if err := c.ask(ctx, call{method: "POST", path: "/failover", body: body, waits: true}, &infos); err != nil {
		return nil, err
	}
	for _, master := range c.mastersOf(infos) {
		if master.Leading {
			return master, nil
		}
	}
	return c.Leader(ctx)
}

func (c *Cluster) mastersOf(infos []MasterInfo) []*Master {
	masters := make([]*Master, len(infos))
	for i, info := range infos {
		masters[i] = &Master{MasterInfo: info, cluster: c, name: info.URL}
	}
	return masters
}

// Kill has it crash; Restart brings another one to its place.
func (m *Master) Kill(ctx context.Context) error { return m.operate(ctx, "kill") }

// Restart starts one that was killed again, at the same address.
func (m *Master) Restart(ctx context.Context) error { return m.operate(ctx, "restart") }

// Pause has it stand still, as a process on SIGSTOP: connections stay, and nobody answers on them. Only for masters that are processes
// of their own; fails with OWN_PROCESS_NEEDED otherwise.
func (m *Master) Pause(ctx context.Context) error { return m.operate(ctx, "pause") }

// Resume lets it go on after Pause.
func (m *Master) Resume(ctx context.Context) error { return m.operate(ctx, "resume") }

func (m *Master) operate(ctx context.Context, operation string) error {
	return m.cluster.ask(ctx, call{method: "POST", path: path("masters", m.name, operation), waits: true}, &m.MasterInfo)
}

// AgentInfo is an agent as the cluster has it.
type AgentInfo struct {
	// ID is what the master gave it last.
	ID string `json:"id"`
	// URL is http://ip:port.
	URL  string `json:"url"`
	IP   string `json:"ip"`
	Port int    `json:"port"`
	// Running is false when it was stopped or killed, or has ended by itself.
	Running bool `json:"running"`
	// End is why it does not run, when it has ended by itself.
	End string `json:"end"`
	// Resources are numbers, or ranges and sets as text.
	Resources  map[string]any `json:"resources"`
	Attributes map[string]any `json:"attributes"`
}

// Agent is an agent of a cluster. It stays the same agent when it is restarted, also when the master gives it a new id. What
// AgentInfo says is as of the last time the cluster was asked.
type Agent struct {
	AgentInfo
	cluster *Cluster
	name    string
}

// Agents are all of them in the order of their first start, those that were stopped or killed included.
func (c *Cluster) Agents(ctx context.Context) ([]*Agent, error) {
	var infos []AgentInfo
	if err := c.ask(ctx, call{method: "GET", path: "/agents"}, &infos); err != nil {
		return nil, err
	}
	agents := make([]*Agent, len(infos))
	for i, info := range infos {
		// Its address stays when a reset or a restart brings it a new id.
		agents[i] = &Agent{AgentInfo: info, cluster: c, name: info.URL}
	}
	return agents, nil
}

// Agent is the agent of a number, counted from 0 in the order of their first start. The cluster is not asked whether there is one;
// until it is, AgentInfo is empty.
func (c *Cluster) Agent(number int) *Agent { return &Agent{cluster: c, name: strconv.Itoa(number)} }

// AddAgent adds an agent, and returns when the master has registered it.
func (c *Cluster) AddAgent(ctx context.Context, description AgentDescription) (*Agent, error) {
	agent := &Agent{cluster: c}
	err := c.ask(ctx, call{method: "POST", path: "/agents", body: description, waits: true}, &agent.AgentInfo)
	agent.name = agent.URL
	return agent, err
}

// Stop has it leave the cluster in an orderly way: its executors are shut down, the master removes it.
// Fails with [AgentGone] when it does not run.
func (a *Agent) Stop(ctx context.Context) error { return a.operate(ctx, "stop", nil) }

// Kill ends it at once, as if its process had crashed: nobody is told, its tasks are left to themselves.
// Fails with [AgentGone] when it does not run.
func (a *Agent) Kill(ctx context.Context) error { return a.operate(ctx, "kill", nil) }

// Pause has it stand still, as a process on SIGSTOP: connections stay, and nobody answers on them. Its tasks run on. Only for agents
// that are processes of their own; fails with OWN_PROCESS_NEEDED otherwise.
func (a *Agent) Pause(ctx context.Context) error { return a.operate(ctx, "pause", nil) }

// Resume lets it go on after Pause.
func (a *Agent) Resume(ctx context.Context) error { return a.operate(ctx, "resume", nil) }

// AgentChanges is what is to be different when an agent starts again.
type AgentChanges struct {
	Resources  string `json:"resources,omitempty"`
	Attributes string `json:"attributes,omitempty"`
	// Flags are added to those it has.
	Flags map[string]any `json:"flags,omitempty"`
}

// Restart starts it again at the same port, on the same work directory; one that runs is killed first. As in Mesos, one that was
// killed keeps its id and recovers the executors of frameworks that checkpoint; one that was stopped comes back with a new id.
// Returns when the master has registered it. Other resources and attributes have to be allowed by its flag
// reconfiguration_policy, unless it is a new one.
func (a *Agent) Restart(ctx context.Context, changes AgentChanges) error {
	return a.operate(ctx, "restart", changes)
}

// State is what it answers to GET /state.
func (a *Agent) State(ctx context.Context) (json.RawMessage, error) {
	if err := a.look(ctx); err != nil {
		return nil, err
	}
	client, err := newClient(a.URL, "")
	if err != nil {
		return nil, err
	}
	defer client.close()
	state := call{method: "GET", path: "/state"}
	if credential := a.cluster.started.Credential; credential != nil {
		state.header = map[string]string{"Authorization": basic(*credential)}
	}
	return client.fetch(ctx, state)
}

// look brings AgentInfo up to date.
func (a *Agent) look(ctx context.Context) error {
	agents, err := a.cluster.Agents(ctx)
	if err != nil {
		return err
	}
	for number, agent := range agents {
		if agent.name == a.name || strconv.Itoa(number) == a.name {
			a.AgentInfo = agent.AgentInfo
			return nil
		}
	}
	return &Error{
		Code:   "UNKNOWN_AGENT",
		Detail: "Cluster " + a.cluster.Name + " has no agent " + a.name + ".",
		Remedy: "Take one of Cluster.Agents.",
	}
}

func (a *Agent) operate(ctx context.Context, operation string, body any) error {
	operate := call{method: "POST", path: path("agents", a.name, operation), body: body, waits: true}
	return a.cluster.ask(ctx, operate, &a.AgentInfo)
}
