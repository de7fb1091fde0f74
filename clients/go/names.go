package minimesos

// NamesInfo is where tasks, masters and agents are found by name, as with Mesos-DNS.
type NamesInfo struct {
	// URL is the HTTP API of Mesos-DNS: http://ip:port, with HTTPPort as its port.
	URL string `json:"url"`
	IP  string `json:"ip"`
	// Port is where DNS is spoken, over UDP and TCP.
	Port int `json:"port"`
	// HTTPPort is where HTTP is.
	HTTPPort int `json:"httpPort"`
	// Domain is what all names end with, such as mesos.
	Domain string `json:"domain"`
}
