package minimesos

import (
	"encoding/json"
	"os"
)

// Description is what a cluster is to look like, with the keys of minimesos.yaml. Everything may be left out. A wrong one is
// refused by the server with [InvalidDescription], with all that is wrong with it.
type Description struct {
	Name string
	// Driver is what runs the cluster. Default: embedded.
	Driver string
	// MesosVersion is the version of Mesos that it presents itself as. Default: 1.11.
	MesosVersion string
	// Masters are one unless told otherwise; [Masters] makes several that are alike.
	Masters []MasterDescription
	// Agents are one unless told otherwise; [Agents] makes several that are alike, or none.
	Agents []AgentDescription
	// ZooKeeper by which masters and frameworks find each other.
	ZooKeeper bool
	// Clock is real or virtual. Default: real.
	Clock string
	// Reaction is mesos or immediate. Default: mesos.
	Reaction string
	// More are all other keys, by their names in minimesos.yaml; they go before those above.
	More map[string]any
	// Text is the whole description in YAML or JSON, in place of all above.
	Text string
}

// MasterDescription describes a master, or several that are alike.
type MasterDescription struct {
	// Count is how many. Default: 1.
	Count int `json:"count,omitempty"`
	// Port is where it listens. Default: a free one.
	Port int `json:"port,omitempty"`
	// Flags are those of Mesos's masters.
	Flags map[string]any `json:"flags,omitempty"`
	// OwnProcess has it run as a process of its own.
	OwnProcess bool `json:"ownProcess,omitempty"`
}

// AgentDescription describes an agent, or several that are alike.
type AgentDescription struct {
	// Count is how many. Default: 1.
	Count int `json:"count,omitempty"`
	// Port is where it listens. Default: a free one.
	Port int `json:"port,omitempty"`
	// Resources in Mesos's text form, such as cpus:4;mem:4096.
	Resources string `json:"resources,omitempty"`
	// Attributes in Mesos's text form, such as rack:a.
	Attributes string `json:"attributes,omitempty"`
	// Flags are those of Mesos's agents.
	Flags map[string]any `json:"flags,omitempty"`
	// OwnProcess has it run as a process of its own.
	OwnProcess bool `json:"ownProcess,omitempty"`
}

// Masters are so many that are alike.
func Masters(count int) []MasterDescription { return []MasterDescription{{Count: count}} }

// Agents are so many that are alike; 0: none.
func Agents(count int) []AgentDescription {
	if count == 0 {
		return []AgentDescription{}
	}
	return []AgentDescription{{Count: count}}
}

// FromFile is the description in a file, in YAML or JSON.
func FromFile(name string) (Description, error) {
	text, err := os.ReadFile(name)
	return Description{Text: string(text)}, err
}

// MarshalJSON writes it as the remote API has it.
func (d Description) MarshalJSON() ([]byte, error) {
	keys := map[string]any{}
	for name, value := range map[string]string{
		"name": d.Name, "driver": d.Driver, "mesosVersion": d.MesosVersion, "clock": d.Clock, "reaction": d.Reaction,
	} {
		if value != "" {
			keys[name] = value
		}
	}
	if d.Masters != nil {
		keys["masters"] = d.Masters
	}
	if d.Agents != nil {
		keys["agents"] = d.Agents
	}
	if d.ZooKeeper {
		keys["zookeeper"] = true
	}
	for name, value := range d.More {
		keys[name] = value
	}
	return json.Marshal(keys)
}
