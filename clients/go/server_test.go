package minimesos

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestAServerThatRunsIsUsed(t *testing.T) {
	ctx := context.Background()
	server, err := StartServer(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	version, _ := server.Version(ctx)
	t.Setenv("MINIMESOS_URL", server.URL())
	t.Setenv("MINIMESOS_TOKEN", server.client.token)
	cluster := Start(t, Description{})
	if there, err := cluster.Server().Version(ctx); err != nil || there.PID != version.PID {
		t.Fatal(there, err)
	}
	at := Start(t, Description{}, At(server.URL(), server.client.token))
	if there, err := at.Server().Version(ctx); err != nil || there.PID != version.PID {
		t.Fatal(there, err)
	}
	for token, which := range map[string]string{"": "missing", "wrong": "wrong"} {
		_, err := ConnectServer(ctx, server.URL(), token)
		var told *Error
		if !errors.As(err, &told) || !errors.Is(err, TokenRefused) || told.Details["token"] != which || !strings.Contains(told.Remedy, "MINIMESOS_TOKEN") {
			t.Error(err)
		}
	}
}

func TestHowAServerDiedIsTold(t *testing.T) {
	ctx := context.Background()
	server, err := StartServer(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	cluster := Start(t, Description{}, OnServer(server))
	events, err := cluster.Events(ctx, TimelineFilter{Kinds: "fault"})
	if err != nil {
		t.Fatal(err)
	}
	if err := server.process.child.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	_, err = cluster.WaitForTasks(ctx, 1, TasksWanted{})
	if !errors.Is(err, HostGone) || !strings.Contains(err.Error(), "killed") {
		t.Error(err)
	}
	if _, err := events.Next(); !errors.Is(err, HostGone) {
		t.Error(err)
	}
	if _, err := cluster.State(ctx); !errors.Is(err, HostGone) {
		t.Error(err)
	}
	// Nothing is left of it, which is what was asked for.
	if err := cluster.Close(); err != nil {
		t.Error(err)
	}
}

func TestWhatIsNoServerOfThisVersionIsTold(t *testing.T) {
	for body, came := range map[string]string{
		`{"version":"9.9.9","api":2,"pid":1}`: "version 2 of the remote API",
		`<html>`:                              "something other than was expected",
	} {
		other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(body)) }))
		_, err := ConnectServer(context.Background(), other.URL, "")
		if !errors.Is(err, HostIncompatible) || !strings.Contains(err.Error(), came) {
			t.Error(err)
		}
		other.Close()
	}
	missing := httptest.NewServer(http.NotFoundHandler())
	if _, err := ConnectServer(context.Background(), missing.URL, ""); !errors.Is(err, HostIncompatible) {
		t.Error(err)
	}
	missing.Close()
	_, err := ConnectServer(context.Background(), missing.URL, "")
	if !errors.Is(err, HostGone) || !strings.Contains(err.Error(), "nobody listens there any more") {
		t.Error(err)
	}
	if _, err := ConnectServer(context.Background(), "unix:/socket", ""); err == nil {
		t.Error("that is no URL of a server")
	}
}

func TestACommandThatIsNotMinimesosIsTold(t *testing.T) {
	for program, reason := range map[string]string{
		"echo no such option >&2; exit 1": "ended with exit code 1. Its last log lines:\n  no such option",
		"echo hello":                      "its first line of output was not as expected: hello",
		"echo []":                         "its first line of output was not as expected",
		"exec sleep 1000":                 "it was not ready in time",
	} {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		_, err := StartServer(ctx, "sh", "-c", program)
		if !errors.Is(err, HostStartFailed) || !strings.Contains(err.Error(), reason) {
			t.Error(err)
		}
		cancel()
	}
	_, err := StartServer(context.Background(), "/no/such/minimesos")
	if !errors.Is(err, HostStartFailed) || !errors.Is(err, os.ErrNotExist) || !strings.Contains(err.Error(), "/no/such/minimesos") {
		t.Error(err)
	}
}

func TestWithoutNodeItIsSaidWhatToInstall(t *testing.T) {
	// As npm installs it: a script for node, by way of env.
	folder := t.TempDir()
	script := filepath.Join(folder, "minimesos")
	if err := os.WriteFile(script, []byte("#!/usr/bin/env node\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("MINIMESOS_COMMAND", "")
	t.Setenv("PATH", folder)
	_, err := StartServer(context.Background())
	if !errors.Is(err, HostStartFailed) || !strings.Contains(err.Error(), "no node on PATH") || !strings.Contains(err.Error(), "it needs Node 20.19") {
		t.Error(err)
	}
	t.Setenv("PATH", t.TempDir())
	chdir(t, t.TempDir())
	_, err = StartServer(context.Background())
	if !errors.Is(err, HostStartFailed) || !strings.Contains(err.Error(), "no command minimesos on PATH or in node_modules") {
		t.Error(err)
	}
}

func TestACommandIsFoundInNodeModulesAbove(t *testing.T) {
	folder, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(folder, "node_modules", ".bin", "minimesos")
	below := filepath.Join(folder, "go", "tests")
	for _, directory := range []string{filepath.Dir(program), below} {
		if err := os.MkdirAll(directory, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(program, nil, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("MINIMESOS_COMMAND", "")
	t.Setenv("PATH", folder)
	chdir(t, below)
	if found, err := findCommand(); err != nil || !reflect.DeepEqual(found, []string{program}) {
		t.Error(found, err)
	}
	t.Setenv("MINIMESOS_COMMAND", `npx 'mini mesos' "a \"b" c\ d`)
	if found, err := findCommand(); err != nil || !reflect.DeepEqual(found, []string{"npx", "mini mesos", `a "b`, "c d"}) {
		t.Error(found, err)
	}
}

func TestCodesAreThoseOfTheCatalogue(t *testing.T) {
	catalogue, err := os.ReadFile("../../docs/errors.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, code := range []Code{
		HostStartFailed, HostGone, HostIncompatible, TokenRefused, UnknownCluster, ClusterDestroyed, InvalidDescription, WaitTimeout,
		RunFailed, ExpectationFailed, AgentGone, NoLeader, UnknownFault, UnknownSession, NotInSandbox, "UNKNOWN_AGENT", "READER_TOO_SLOW",
		"SERVER_STOPPING",
	} {
		if !strings.Contains(string(catalogue), "\n## "+string(code)+"\n") {
			t.Errorf("%s is in no catalogue", code)
		}
	}
}

// The shared server of the other tests is not to be started there.
func chdir(t *testing.T, folder string) {
	before, err := os.Getwd()
	if err == nil {
		err = os.Chdir(folder)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chdir(before) })
}
