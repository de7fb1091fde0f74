package minimesos

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"sync"
)

// sentEvent is a server-sent event as the HTML standard has it.
type sentEvent struct {
	id   string
	name string
	data []byte
}

type eventReader struct {
	reader *bufio.Reader
	url    string
	lastID string
}

func newEventReader(body io.Reader, url string) *eventReader {
	return &eventReader{reader: bufio.NewReader(body), url: url}
}

// next is the next event. An event named error is returned as the error it tells of; what the end cuts off is no event.
func (r *eventReader) next() (sentEvent, error) {
	name, data := "", [][]byte(nil)
	for {
		line, err := r.reader.ReadBytes('\n')
		if err != nil {
			return sentEvent{}, err
		}
		line = bytes.TrimRight(line, "\r\n")
		if len(line) == 0 {
			content := bytes.Join(data, []byte("\n"))
			switch {
			case data == nil:
			case name == "error":
				return sentEvent{}, errorOfProblem(r.url, 0, content)
			default:
				return sentEvent{id: r.lastID, name: name, data: content}, nil
			}
			name, data = "", nil
			continue
		}
		field, value, _ := bytes.Cut(line, []byte(":"))
		value = bytes.TrimPrefix(value, []byte(" "))
		switch string(field) {
		case "data":
			data = append(data, value)
		case "event":
			name = string(value)
		case "id":
			r.lastID = string(value)
		}
		// Comments keep the connection alive; other fields are for browsers.
	}
}

// Events is what happens on a cluster, as it happens. It goes on where it stopped when its connection is cut.
type Events struct {
	cluster *Cluster
	ctx     context.Context
	cancel  context.CancelFunc
	call    call
	// Missed is how many entries the server had forgotten before they could be read.
	Missed int

	mutex  sync.Mutex
	closed bool
	body   io.Closer
	reader *eventReader
}

// Events is what happens from now on, or has happened after the sequence Since of the filter, until the context ends, it is closed,
// or the cluster is destroyed:
//
//	events, err := cluster.Events(ctx, minimesos.TimelineFilter{Kinds: "task"})
//	defer events.Close()
//	for {
//		entry, err := events.Next() // io.EOF at the end
//	}
func (c *Cluster) Events(ctx context.Context, filter TimelineFilter) (*Events, error) {
	inner, cancel := context.WithCancel(ctx)
	call := call{method: "GET", path: "/events", query: filter.query(), accept: "text/event-stream", waits: true}
	events := &Events{cluster: c, ctx: inner, cancel: cancel, call: call}
	if err := events.connect(""); err != nil {
		cancel()
		return nil, err
	}
	return events, nil
}

// Next is the next entry; io.EOF when it was closed, or the cluster is destroyed.
func (e *Events) Next() (TimelineEntry, error) {
	for attempts := 1; !e.isClosed(); attempts-- {
		event, err := e.reader.next()
		if err == nil {
			attempts = 2
			if event.name == "missed" {
				var gap struct{ From, To int }
				_ = json.Unmarshal(event.data, &gap)
				e.Missed += gap.To - gap.From + 1
				continue
			}
			var entry TimelineEntry
			if err := json.Unmarshal(event.data, &entry); err != nil {
				return entry, hostIncompatible(e.cluster.server.client.url, "an event that is no entry of a timeline", "one")
			}
			return entry, nil
		}
		if e.isClosed() {
			break
		}
		if e.ctx.Err() != nil {
			return TimelineEntry{}, e.cluster.server.client.gone(e.ctx, err)
		}
		var told *Error
		if errors.As(err, &told) && told.Code != "READER_TOO_SLOW" {
			return TimelineEntry{}, err
		}
		if attempts <= 0 {
			return TimelineEntry{}, e.cluster.server.client.gone(e.ctx, err)
		}
		if err := e.connect(e.reader.lastID); err != nil {
			if errors.Is(err, UnknownCluster) || errors.Is(err, ClusterDestroyed) || e.isClosed() {
				return TimelineEntry{}, io.EOF
			}
			return TimelineEntry{}, err
		}
	}
	return TimelineEntry{}, io.EOF
}

// Close ends it, also for another goroutine that waits for the next entry.
func (e *Events) Close() error {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	e.closed = true
	e.cancel()
	return e.body.Close()
}

func (e *Events) isClosed() bool {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	return e.closed
}

func (e *Events) connect(after string) error {
	call := e.call
	if after != "" {
		call.header = map[string]string{"Last-Event-ID": after}
	}
	response, err := e.cluster.open(e.ctx, call)
	if err != nil {
		return err
	}
	e.mutex.Lock()
	defer e.mutex.Unlock()
	if e.body != nil {
		e.body.Close()
	}
	e.body = response.Body
	e.reader = newEventReader(response.Body, e.cluster.server.client.url)
	e.reader.lastID = after
	if e.closed {
		response.Body.Close()
	}
	return nil
}

func list(names string) []string {
	if names == "" {
		return nil
	}
	return strings.Split(names, ",")
}
