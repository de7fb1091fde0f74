// The Go client against a server: HOST:PORT. Prints a line for each result and event; times and ids of sessions are left out. It
// asks for what is to be done to the server on its output.
package main

import (
	"bufio"
	"bytes"
	"fmt"
	"log"
	"os"
	"sort"
	"strings"
	"time"

	"github.com/samuel/go-zookeeper/zk"
)

const patience = 20 * time.Second

var (
	hosts   []string
	answers = bufio.NewReader(os.Stdin)
	open    = zk.WorldACL(zk.PermAll)
)

func please(what string) {
	fmt.Println("please", what)
	if _, err := answers.ReadString('\n'); err != nil {
		log.Fatal(err)
	}
}

type silence struct{}

func (silence) Printf(string, ...interface{}) {}

type client struct {
	*zk.Conn
	name   string
	states <-chan zk.Event
}

func start(name string) *client {
	conn, states, err := zk.Connect(hosts, 6*time.Second)
	if err != nil {
		log.Fatal(err)
	}
	conn.SetLogger(silence{})
	// The client keeps a few events that nobody reads, and no more: attempts to connect are many.
	kept := make(chan zk.Event, 1000)
	go func() {
		for event := range states {
			if event.Type == zk.EventSession && (event.State == zk.StateHasSession || event.State == zk.StateExpired) {
				kept <- event
			}
		}
	}()
	made := &client{conn, name, kept}
	made.until(zk.StateHasSession)
	return made
}

// The next that becomes of the session.
func (c *client) until(state zk.State) {
	select {
	case event := <-c.states:
		fmt.Println(c.name, event.State)
	case <-time.After(patience):
		log.Fatalf("%s did not come to %s", c.name, state)
	}
}

// Prints the next event of a watch.
func (c *client) told(events <-chan zk.Event) {
	select {
	case event := <-events:
		fmt.Println(c.name, "is told", event.Type, event.State, event.Path, event.Err)
	case <-time.After(patience):
		log.Fatalf("%s was not told", c.name)
	}
}

func show(what string, result interface{}, err error) {
	if err != nil {
		fmt.Println(what, "->", err)
		return
	}
	switch value := result.(type) {
	case *zk.Stat:
		owned := value.EphemeralOwner != 0
		fmt.Println(what, "->", value.Czxid, value.Mzxid, value.Pzxid, value.Version, value.Cversion, value.Aversion, owned, value.DataLength, value.NumChildren)
	case []string:
		sort.Strings(value)
		fmt.Println(what, "->", value)
	case []byte:
		fmt.Printf("%s -> %q\n", what, value)
	default:
		fmt.Println(what, "->", value)
	}
}

func (c *client) create(path, data string, flags int32) {
	created, err := c.Create(path, []byte(data), flags, open)
	show("create "+path, created, err)
}

func (c *client) get(path string) {
	data, stat, err := c.Get(path)
	show("get "+path, data, err)
	show("its stat", stat, err)
}

func (c *client) children(path string) {
	names, stat, err := c.Children(path)
	show("children of "+path, names, err)
	show("its stat", stat, err)
}

func changes(a, b *client) {
	a.create("/c", "one", 0)
	a.create("/c", "one", 0)
	a.create("/missing/c", "", 0)
	a.create("/c/e", "x", zk.FlagEphemeral)
	a.create("/c/e/child", "x", 0)
	a.create("/c/s-", "x", zk.FlagSequence)
	a.create("/c/es-", "x", zk.FlagSequence|zk.FlagEphemeral)
	b.get("/c")
	b.get("/missing")
	b.children("/c")
	stat, err := b.Set("/c", []byte("second"), 0)
	show("set", stat, err)
	stat, err = b.Set("/c", []byte("third"), 0)
	show("set", stat, err)
	show("delete", nil, b.Delete("/c", -1))
	show("delete", nil, b.Delete("/c/s-0000000001", 3))
	show("delete", nil, b.Delete("/c/s-0000000001", 0))
	exists, stat, err := b.Exists("/c/e")
	show("exists", exists, err)
	show("its stat", stat, err)
	exists, _, err = b.Exists("/missing")
	show("exists", exists, err)
	path, err := b.Sync("/c")
	show("sync", path, err)
	_, err = a.IncrementalReconfig([]string{"server.1=x:1:2;3"}, nil, -1)
	show("reconfigure", nil, err)
	protected, err := a.CreateProtectedEphemeralSequential("/c/p-", nil, open)
	show("protected", strings.HasSuffix(protected, "-p-0000000003"), err)
	large := bytes.Repeat([]byte("x"), 1000000)
	_, err = a.Create("/large", large, 0, open)
	show("create what is large", nil, err)
	data, _, err := b.Get("/large")
	show("get it", bytes.Equal(data, large), err)
}

func several(a *client) {
	for _, version := range []int32{1, 7} {
		results, err := a.Multi(
			&zk.CreateRequest{Path: "/m", Data: []byte("1"), Acl: open}, &zk.SetDataRequest{Path: "/m", Data: []byte("2"), Version: 0},
			&zk.CheckVersionRequest{Path: "/m", Version: version}, &zk.CreateRequest{Path: "/m/s-", Acl: open, Flags: zk.FlagSequence})
		show("several", nil, err)
		for _, each := range results {
			fmt.Println("  ", each.String, each.Error, each.Stat != nil)
		}
		show("delete", nil, a.Delete("/m/s-0000000000", -1))
		show("delete", nil, a.Delete("/m", -1))
	}
}

func accessLists(a, b *client) {
	show("authenticate", nil, a.AddAuth("digest", []byte("me:secret")))
	_, err := a.Create("/mine", []byte("x"), 0, zk.AuthACL(zk.PermAll))
	show("create mine", nil, err)
	list, _, err := a.GetACL("/mine")
	show("its list", list, err)
	b.get("/mine")
	_, err = b.Create("/none", nil, 0, zk.AuthACL(zk.PermAll))
	show("a list that is none", nil, err)
	stat, err := a.SetACL("/mine", append(zk.DigestACL(zk.PermAll, "me", "secret"), zk.WorldACL(zk.PermRead)...), 0)
	show("let all read", stat, err)
	b.get("/mine")
	_, err = b.Set("/mine", nil, -1)
	show("set", nil, err)
}

type watches struct{ data, children, other <-chan zk.Event }

func (c *client) watch(path, other string) (all watches) {
	_, _, data, err := c.GetW(path)
	show("watch "+path, nil, err)
	_, _, children, err := c.ChildrenW(path)
	show("watch its children", nil, err)
	exists, _, events, err := c.ExistsW(other)
	show("watch "+other, exists, err)
	return watches{data, children, events}
}

// What is watched is told, and watched on by a client that comes back, to the server or to the one that takes its place.
func watching(a, b *client) {
	b.create("/w", "1", 0)
	for round, act := range []string{"", "cut", "restart"} {
		other := fmt.Sprintf("/later%d", round)
		all := a.watch("/w", other)
		mine := fmt.Sprintf("/mine%d", round)
		a.create(mine, "", zk.FlagEphemeral)
		if act != "" {
			please(act)
			a.until(zk.StateHasSession)
			b.until(zk.StateHasSession)
		}
		stat, err := b.Set("/w", []byte("2"), -1)
		show("set", stat, err)
		a.told(all.data)
		b.create("/w/n-", "", zk.FlagSequence)
		a.told(all.children)
		b.create(other, "", 0)
		a.told(all.other)
		exists, _, err := b.Exists(mine)
		show(mine, exists, err)
	}
	all := a.watch("/w", "/later0")
	show("delete", nil, b.Delete("/later0", -1))
	a.told(all.other)
	for index := 0; index < 3; index++ {
		show("delete", nil, b.Delete(fmt.Sprintf("/w/n-000000000%d", index), -1))
	}
	show("delete", nil, b.Delete("/w", -1))
	a.told(all.children)
	a.told(all.data)
}

// Who has the lock goes on; who waits for it gets it when the session of that one ends.
func locks(a, b *client) {
	first, second := zk.NewLock(a.Conn, "/lock", open), zk.NewLock(b.Conn, "/lock", open)
	show("lock", nil, first.Lock())
	show("lock again", nil, first.Lock())
	got := make(chan error)
	go func() { got <- second.Lock() }()
	for names := []string{}; len(names) < 2; time.Sleep(time.Millisecond) {
		names, _, _ = a.Children("/lock")
	}
	show("unlock", nil, first.Unlock())
	show("lock of the other", nil, <-got)
	go func() { got <- first.Lock() }()
	for names := []string{}; len(names) < 2; time.Sleep(time.Millisecond) {
		names, _, _ = a.Children("/lock")
	}
	please(fmt.Sprintf("expire %x", uint64(b.SessionID())))
	show("lock, as the session of the other has ended", nil, <-got)
	b.until(zk.StateExpired)
	// It makes itself another one.
	b.until(zk.StateHasSession)
	show("unlock", nil, first.Unlock())
	show("unlock again", nil, first.Unlock())
}

func words(a *client) {
	fine := zk.FLWRuok(hosts, patience)
	fmt.Println("ruok", fine)
	connections, _ := zk.FLWCons(hosts, patience)
	for _, server := range connections {
		fmt.Println(server.Error, len(server.Clients))
		for _, each := range server.Clients {
			if each.SessionID == a.SessionID() {
				fmt.Println(each.Queued, each.Received > 0, each.Sent > 0, each.Timeout, each.LastOperation, each.Lzxid, each.Error, time.Since(each.Established) < time.Hour)
			}
		}
	}
}

func main() {
	hosts = []string{os.Args[1]}
	zk.DefaultLogger = silence{}
	a, b := start("a"), start("b")
	changes(a, b)
	several(a)
	accessLists(a, b)
	watching(a, b)
	locks(a, b)
	words(a)
	b.Close()
	a.children("/")
	a.Close()
	fmt.Println("all done")
}
