package minimesos

import "context"

// ContainerInfo is a container beside those of Mesos, which the description names under containers.
type ContainerInfo struct {
	// Name is what the description calls it.
	Name    string `json:"name"`
	Running bool   `json:"running"`
	// IP is its address in the network of the cluster; empty for one in that of the machine.
	IP string `json:"ip"`
	// Addresses are where its ports are reached.
	Addresses []ContainerAddress `json:"addresses"`
}

// ContainerAddress is where a port of a container is reached.
type ContainerAddress struct {
	// Port is the one within the container.
	Port int `json:"port"`
	// Reached is where it is reached from outside.
	Reached struct {
		IP   string `json:"ip"`
		Port int    `json:"port"`
	} `json:"reached"`
}

// PushedImage is what was sent of an image.
type PushedImage struct {
	// Image is as agents name it.
	Image string `json:"image"`
	// LayersSent is how many of its layers had to be sent.
	LayersSent int `json:"layersSent"`
	// LayersPresent is how many of them were there already.
	LayersPresent int `json:"layersPresent"`
}

// ContainerLog is all that a container beside those of Mesos has written, both streams mixed. Fails with [UnknownContainer].
func (c *Cluster) ContainerLog(ctx context.Context, name string) (string, error) {
	var answer struct {
		Log string `json:"log"`
	}
	err := c.ask(ctx, call{method: "GET", path: path("containers", name, "log"), waits: true}, &answer)
	return answer.Log, err
}

// PushImage brings an image of the engine of the user, such as my-executor:1, to the engines of all agents. What of it is there already
// is not sent again. Fails with IMAGE_NOT_FOUND, and with [UnsupportedByDriver] where agents have no engines of their own.
func (c *Cluster) PushImage(ctx context.Context, image string) (PushedImage, error) {
	var pushed PushedImage
	body := map[string]any{"image": image}
	err := c.ask(ctx, call{method: "POST", path: path("images"), body: body, waits: true}, &pushed)
	return pushed, err
}
