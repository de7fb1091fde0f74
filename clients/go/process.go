package minimesos

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"
)

const (
	shownLogLines = 20
	shownLogBytes = 4096
	// Between the end of a connection and the end of the process behind it.
	dying = 500 * time.Millisecond
	// Until a server that was told to end is killed.
	ending = 30 * time.Second
	// As a shell says it of a program that is not there: of the one that runs a script, too.
	commandNotFound = 127
)

// process is minimesos serve as a child that lives as long as the pipe to its standard input is open.
type process struct {
	child *exec.Cmd
	stdin io.Closer
	// A file takes what is written even while nobody reads. It has no name, so it is gone with the two processes.
	log   *os.File
	ended chan struct{}
}

// ready is what a server says of itself in its first line.
type ready struct {
	URL   string `json:"url"`
	Token string `json:"token"`
}

func startProcess(ctx context.Context, command []string) (*process, ready, error) {
	log, err := os.CreateTemp("", "minimesos-server-*.log")
	if err != nil {
		return nil, ready{}, hostStartFailed("its log cannot be written: "+err.Error(), nil, err)
	}
	_ = os.Remove(log.Name())
	child := exec.Command(command[0], append(command[1:len(command):len(command)], "serve", "--json", "--lease-stdin")...)
	child.Stderr = log
	apart(child)
	stdin, err := child.StdinPipe()
	var stdout io.ReadCloser
	if err == nil {
		stdout, err = child.StdoutPipe()
	}
	if err == nil {
		err = child.Start()
	}
	if err != nil {
		log.Close()
		return nil, ready{}, hostStartFailed(fmt.Sprintf("%s: %v", strings.Join(command, " "), err), nil, err)
	}
	p := &process{child: child, stdin: stdin, log: log, ended: make(chan struct{})}
	first, err := p.firstLine(ctx, stdout)
	if err != nil {
		p.kill()
		return nil, ready{}, err
	}
	return p, first, nil
}

func (p *process) firstLine(ctx context.Context, stdout io.ReadCloser) (ready, error) {
	lines := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(stdout).ReadString('\n')
		lines <- line
		// Waiting closes the pipe, so it comes after reading.
		_ = p.child.Wait()
		close(p.ended)
	}()
	var line string
	select {
	case line = <-lines:
	case <-ctx.Done():
		return ready{}, hostStartFailed("it was not ready in time", p.lastLogLines(), ctx.Err())
	}
	if line == "" {
		return ready{}, hostStartFailed(p.explain("it closed its output"), p.lastLogLines(), nil)
	}
	var first ready
	if err := json.Unmarshal([]byte(line), &first); err != nil || first.URL == "" {
		return ready{}, hostStartFailed("its first line of output was not as expected: "+strings.TrimSpace(line), p.lastLogLines(), err)
	}
	return first, nil
}

// explain tells how it ended, or gives the reason back when it lives.
func (p *process) explain(reason string) string {
	select {
	case <-p.ended:
	case <-time.After(dying):
		return reason
	}
	state := p.child.ProcessState
	if state.ExitCode() < 0 {
		return "it ended with " + state.String()
	}
	if state.ExitCode() == commandNotFound {
		return fmt.Sprintf("it ended with exit code %d, as when there is no node on PATH", commandNotFound)
	}
	return fmt.Sprintf("it ended with exit code %d", state.ExitCode())
}

func (p *process) lastLogLines() []string {
	info, err := p.log.Stat()
	if err != nil {
		return nil
	}
	from := info.Size() - shownLogBytes
	if from < 0 {
		from = 0
	}
	content, _ := io.ReadAll(io.NewSectionReader(p.log, from, shownLogBytes))
	text := strings.TrimSpace(strings.ToValidUTF8(string(content), "?"))
	if text == "" {
		return nil
	}
	lines := strings.Split(text, "\n")
	if len(lines) > shownLogLines {
		lines = lines[len(lines)-shownLogLines:]
	}
	return lines
}

// end gives up its lease; it is killed when it has not ended in time.
func (p *process) end() {
	p.stdin.Close()
	select {
	case <-p.ended:
		p.log.Close()
	case <-time.After(ending):
		p.kill()
	}
}

// kill ends it at once; what it had started is ended by its supervisor.
func (p *process) kill() {
	_ = p.child.Process.Kill()
	p.stdin.Close()
	<-p.ended
	p.log.Close()
}
