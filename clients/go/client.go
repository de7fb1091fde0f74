package minimesos

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"time"
)

// Until an answer has come when nothing is waited for on the other side, and the context sets no deadline.
const answerTimeout = time.Minute

// client speaks to one server. Any number of goroutines may use it.
type client struct {
	url   string
	token string
	http  *http.Client
	// explain makes the error of a server that is gone, given why it is taken for that.
	explain func(reason string, cause error) *Error
	// asked is told of every request, in tests.
	asked func(method, path string)
}

// call is what a server is asked.
type call struct {
	method string
	path   string
	query  url.Values
	// body becomes JSON.
	body   any
	accept string
	header map[string]string
	// waits: for as long as it takes.
	waits bool
}

func newClient(address, token string) (*client, error) {
	if !strings.Contains(address, "://") {
		address = "http://" + address
	}
	parsed, err := url.Parse(address)
	if err != nil || (parsed.Scheme != "http" && parsed.Scheme != "https") || parsed.Host == "" {
		return nil, fmt.Errorf("minimesos: the URL of a server has to be such as http://127.0.0.1:8080, but is %q", address)
	}
	base := parsed.Scheme + "://" + parsed.Host
	return &client{
		url:     base,
		token:   token,
		http:    &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 8, IdleConnTimeout: 4 * time.Second}},
		explain: func(reason string, cause error) *Error { return hostGone(base, reason, nil, cause) },
	}, nil
}

// ask puts the JSON of the answer into a value, unless that is nil.
func (c *client) ask(ctx context.Context, call call, into any) error {
	content, err := c.fetch(ctx, call)
	if err != nil || into == nil || len(content) == 0 {
		return err
	}
	if err := json.Unmarshal(content, into); err != nil {
		return hostIncompatible(c.url, "something other than was expected ("+err.Error()+")", "what this version knows")
	}
	return nil
}

// fetch returns the whole answer.
func (c *client) fetch(ctx context.Context, call call) ([]byte, error) {
	limited := ctx
	if _, ok := ctx.Deadline(); !ok && !call.waits {
		var cancel context.CancelFunc
		limited, cancel = context.WithTimeout(ctx, answerTimeout)
		defer cancel()
	}
	response, err := c.open(limited, call)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, c.gone(ctx, err)
	}
	return content, nil
}

// open returns the answer as soon as it begins, to be read as it comes, and closed.
func (c *client) open(ctx context.Context, call call) (*http.Response, error) {
	request, err := c.request(ctx, call)
	if err != nil {
		return nil, err
	}
	if c.asked != nil {
		c.asked(request.Method, request.URL.EscapedPath())
	}
	response, err := c.http.Do(request)
	if err != nil {
		return nil, c.gone(ctx, err)
	}
	if response.StatusCode < 300 {
		return response, nil
	}
	defer response.Body.Close()
	if response.StatusCode == http.StatusUnauthorized {
		return nil, tokenRefused(c.url, c.token)
	}
	content, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, c.gone(ctx, err)
	}
	return nil, errorOfProblem(c.url, response.StatusCode, content)
}

func (c *client) request(ctx context.Context, call call) (*http.Request, error) {
	var body io.Reader
	if call.body != nil {
		content, err := json.Marshal(call.body)
		if err != nil {
			return nil, fmt.Errorf("minimesos: %w", err)
		}
		body = bytes.NewReader(content)
	}
	address := c.url + call.path
	if len(call.query) > 0 {
		address += "?" + call.query.Encode()
	}
	request, err := http.NewRequestWithContext(ctx, call.method, address, body)
	if err != nil {
		return nil, fmt.Errorf("minimesos: %w", err)
	}
	request.Header.Set("Accept", call.accept)
	if call.accept == "" {
		request.Header.Set("Accept", "application/json")
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if c.token != "" {
		request.Header.Set("Authorization", "Bearer "+c.token)
	}
	for name, value := range call.header {
		request.Header.Set(name, value)
	}
	return request, nil
}

// gone is the error of a request without an answer: that of its context, or HOST_GONE.
func (c *client) gone(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return fmt.Errorf("minimesos: %w", ctx.Err())
	}
	return c.explain(inWords(err), err)
}

func (c *client) close() { c.http.CloseIdleConnections() }

func inWords(err error) string {
	var network net.Error
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return "nobody listens there any more"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return "the connection was cut"
	case errors.As(err, &network) && network.Timeout():
		return "it did not answer in time"
	}
	return err.Error()
}

// values are a query: what is empty is left out.
func values(pairs ...string) url.Values {
	query := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			query.Set(pairs[i], pairs[i+1])
		}
	}
	return query
}

// path joins the parts of a path, each as one part whatever is in it.
func path(parts ...string) string {
	var joined strings.Builder
	for _, part := range parts {
		joined.WriteString("/")
		joined.WriteString(url.PathEscape(part))
	}
	return joined.String()
}
