package minimesos

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"
)

// The version of the remote API that this package speaks.
const remoteAPI = 1

const startTimeout = 30 * time.Second

// Server is a process in which any number of clusters live. Clusters find or start one by themselves.
type Server struct {
	client  *client
	process *process
	// Until it is closed: what is held of its clusters.
	ctx    context.Context
	cancel context.CancelFunc
}

func newServer(client *client, process *process) *Server {
	client.asked = asked
	ctx, cancel := context.WithCancel(context.Background())
	return &Server{client: client, process: process, ctx: ctx, cancel: cancel}
}

// Version is which minimesos a server is.
type Version struct {
	Version string `json:"version"`
	// API is the version of the remote API.
	API int `json:"api"`
	// PID is the process that it runs in.
	PID int `json:"pid"`
}

// StartServer starts a server of its own: it ends, with all its clusters, when it is closed or this process ends in any way.
//
// The command is what starts minimesos, such as "npx", "minimesos". Default: MINIMESOS_COMMAND, or minimesos on PATH, or in
// node_modules of the working directory or one above it. It has 30 seconds to be ready, or until the deadline of the context.
// Fails with [HostStartFailed].
func StartServer(ctx context.Context, command ...string) (*Server, error) {
	if len(command) == 0 {
		found, err := findCommand()
		if err != nil {
			return nil, err
		}
		command = found
	}
	limited, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	process, ready, err := startProcess(limited, command)
	if err != nil {
		return nil, err
	}
	client, err := newClient(ready.URL, ready.Token)
	if err != nil {
		process.kill()
		return nil, hostStartFailed("its first line of output was not as expected", nil, err)
	}
	client.explain = func(reason string, cause error) *Error {
		return hostGone(client.url, process.explain(reason), process.lastLogLines(), cause)
	}
	return newServer(client, process), nil
}

// asked is told of the requests of all servers, in tests.
var asked func(method, path string)

// ConnectServer uses a server that runs already. Fails with [HostGone], [TokenRefused], [HostIncompatible].
func ConnectServer(ctx context.Context, url, token string) (*Server, error) {
	client, err := newClient(url, token)
	if err != nil {
		return nil, err
	}
	server := newServer(client, nil)
	version, err := server.Version(ctx)
	if err == nil && version.API != remoteAPI {
		err = hostIncompatible(client.url, fmt.Sprintf("version %d of the remote API", version.API), fmt.Sprintf("version %d", remoteAPI))
	}
	if err != nil {
		_ = server.Close()
		return nil, err
	}
	return server, nil
}

// URL is http://ip:port; its documentation is under /docs.
func (s *Server) URL() string { return s.client.url }

// Health fails when it does not answer; it needs no token.
func (s *Server) Health(ctx context.Context) error {
	return s.client.ask(ctx, call{method: "GET", path: "/v1/health"}, nil)
}

// Version tells which minimesos it is.
func (s *Server) Version(ctx context.Context) (Version, error) {
	var version Version
	err := s.client.ask(ctx, call{method: "GET", path: "/v1/version"}, &version)
	return version, err
}

// OpenAPI is the description of the remote API, for programs that make clients.
func (s *Server) OpenAPI(ctx context.Context) (json.RawMessage, error) {
	return s.client.fetch(ctx, call{method: "GET", path: "/openapi.json"})
}

// Clusters are all clusters that live in it, oldest first.
func (s *Server) Clusters(ctx context.Context) ([]ClusterInfo, error) {
	var clusters []ClusterInfo
	err := s.client.ask(ctx, call{method: "GET", path: "/v1/clusters"}, &clusters)
	return clusters, err
}

// Shutdown ends it with all its clusters, whoever has started it. Returns when the clusters are gone, and how many they were.
func (s *Server) Shutdown(ctx context.Context) (int, error) {
	var answer struct{ Destroyed int }
	err := s.client.ask(ctx, call{method: "POST", path: "/v1/shutdown", waits: true}, &answer)
	return answer.Destroyed, err
}

// Close ends a server that was started here, with all its clusters, and lets go of one that was not.
func (s *Server) Close() error {
	s.cancel()
	if s.process != nil {
		// Also of clusters that somebody else holds.
		ctx, cancel := context.WithTimeout(context.Background(), ending)
		defer cancel()
		_, _ = s.Shutdown(ctx)
		s.process.end()
	}
	s.client.close()
	return nil
}

// lease is a connection that is held open as long as clusters are needed. When this process is gone, however that came, the
// server notices by the end of the connection.
type lease struct {
	id   string
	end  context.CancelFunc
	body interface{ Close() error }
}

func (s *Server) lease() (*lease, error) {
	// It outlives the context of whoever takes it.
	ctx, cancel := context.WithCancel(s.ctx)
	response, err := s.client.open(ctx, call{method: "GET", path: "/v1/lease", accept: "application/x-ndjson", waits: true})
	if err != nil {
		cancel()
		return nil, err
	}
	var first struct{ Lease string }
	if err := json.NewDecoder(response.Body).Decode(&first); err != nil || first.Lease == "" {
		response.Body.Close()
		cancel()
		return nil, s.client.gone(ctx, errors.New("it gave no lease"))
	}
	return &lease{id: first.Lease, end: cancel, body: response.Body}, nil
}

func (l *lease) release() {
	l.end()
	l.body.Close()
}

// The server of all clusters of this process that were given none. It ends with the process, whose pipe it reads.
var shared struct {
	sync.Mutex
	server *Server
}

// serverFor is the server that a cluster lives in: the one of the environment, or the one of this process.
func serverFor(ctx context.Context) (server *Server, owned bool, err error) {
	if url := os.Getenv("MINIMESOS_URL"); url != "" {
		server, err := ConnectServer(ctx, url, os.Getenv("MINIMESOS_TOKEN"))
		return server, true, err
	}
	shared.Lock()
	defer shared.Unlock()
	if shared.server != nil {
		select {
		case <-shared.server.process.ended:
			shared.server = nil
		default:
		}
	}
	if shared.server == nil {
		if shared.server, err = StartServer(ctx); err != nil {
			shared.server = nil
			return nil, false, err
		}
	}
	return shared.server, false, nil
}
