package minimesos

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// Code is the kind of an [Error]; all of them are listed in docs/errors.md of minimesos. It is an error itself, to be compared
// with: errors.Is(err, minimesos.Code("UNKNOWN_CLUSTER")).
type Code string

// Codes that programs look at.
const (
	HostStartFailed     Code = "HOST_START_FAILED"
	HostGone            Code = "HOST_GONE"
	HostIncompatible    Code = "HOST_INCOMPATIBLE"
	TokenRefused        Code = "TOKEN_REFUSED"
	UnknownCluster      Code = "UNKNOWN_CLUSTER"
	ClusterDestroyed    Code = "CLUSTER_DESTROYED"
	InvalidDescription  Code = "INVALID_DESCRIPTION"
	WaitTimeout         Code = "WAIT_TIMEOUT"
	RunFailed           Code = "RUN_FAILED"
	ExpectationFailed   Code = "EXPECTATION_FAILED"
	AgentGone           Code = "AGENT_GONE"
	NoLeader            Code = "NO_LEADER"
	UnknownFault        Code = "UNKNOWN_FAULT"
	UnknownSession      Code = "UNKNOWN_SESSION"
	UnknownContainer    Code = "UNKNOWN_CONTAINER"
	UnsupportedByDriver Code = "UNSUPPORTED_BY_DRIVER"
	NotInSandbox        Code = "NOT_IN_SANDBOX"
)

func (code Code) Error() string { return string(code) }

// Error is what minimesos tells on purpose, the same in all of its clients.
type Error struct {
	// Code is the kind of error.
	Code Code `json:"code"`
	// Detail says what happened, and what was tried.
	Detail string `json:"detail"`
	// Remedy says what to do about it.
	Remedy string `json:"remedy"`
	// Status is the status of HTTP that it came with; 0 for what happened on this side.
	Status int `json:"status"`
	// Problems are all that is wrong with what was sent.
	Problems []Problem `json:"problems"`
	// Details are the particulars, by names that depend on the code.
	Details map[string]any `json:"details"`

	cause error
}

// Problem is one thing that is wrong with what was sent.
type Problem struct {
	Code string `json:"code"`
	// Path is where, such as agents[1].resources; empty for the whole.
	Path    string `json:"path"`
	Message string `json:"message"`
	// Suggestion is the nearest valid name.
	Suggestion string `json:"suggestion"`
}

func (e *Error) Error() string {
	separator := " "
	if strings.Contains(e.Detail, "\n") {
		separator = "\n"
	}
	return strings.TrimRight(string(e.Code)+": "+e.Detail+separator+e.Remedy, " \n")
}

// Is tells whether it is of a code. What did not come within a time is [context.DeadlineExceeded], too.
func (e *Error) Is(target error) bool {
	if target == context.DeadlineExceeded {
		return e.Code == WaitTimeout
	}
	code, ok := target.(Code)
	return ok && code == e.Code
}

// Unwrap returns what led to it on this side, if anything did.
func (e *Error) Unwrap() error { return e.cause }

// isGone tells of an error that there is nothing left to be destroyed.
func isGone(err error) bool {
	for _, code := range []Code{UnknownCluster, ClusterDestroyed, HostGone, "SERVER_STOPPING"} {
		if errors.Is(err, code) {
			return true
		}
	}
	return false
}

func hostGone(url, reason string, log []string, cause error) *Error {
	return &Error{
		Code:    HostGone,
		Detail:  fmt.Sprintf("The host process at %s is gone: %s.%s", url, reason, lastLines(log)),
		Remedy:  "Its clusters are gone with it; start them again.",
		Details: map[string]any{"url": url, "reason": reason, "log": log},
		cause:   cause,
	}
}

const whereToGetIt = "Install minimesos (npm install --save-dev minimesos; it needs Node 20.19 or newer), set MINIMESOS_COMMAND to the " +
	`command that starts it, such as "npx minimesos", or MINIMESOS_URL and MINIMESOS_TOKEN to a server that runs.`

func hostStartFailed(reason string, log []string, cause error) *Error {
	return &Error{
		Code:    HostStartFailed,
		Detail:  fmt.Sprintf("The host process could not be started: %s.%s", reason, lastLines(log)),
		Remedy:  whereToGetIt,
		Details: map[string]any{"reason": reason, "log": log},
		cause:   cause,
	}
}

func hostIncompatible(url, came, expected string) *Error {
	return &Error{
		Code:    HostIncompatible,
		Detail:  fmt.Sprintf("The host process at %s speaks %s, but %s is needed.", url, came, expected),
		Remedy:  "Use the same version of minimesos on both sides: end that host process and start it again.",
		Details: map[string]any{"url": url, "came": came, "expected": expected},
	}
}

func tokenRefused(url, token string) *Error {
	which := "wrong"
	if token == "" {
		which = "missing"
	}
	return &Error{
		Code:    TokenRefused,
		Detail:  fmt.Sprintf("The host process at %s refused the request: its token is %s.", url, which),
		Remedy:  "Give the token that the host process was started with: At(url, token), or MINIMESOS_TOKEN.",
		Status:  401,
		Details: map[string]any{"url": url, "token": which},
	}
}

// errorOfProblem is the error that a problem document (RFC 9457) tells of.
func errorOfProblem(url string, status int, body []byte) *Error {
	var problem Error
	if json.Unmarshal(body, &problem) != nil || problem.Code == "" {
		return hostIncompatible(url, fmt.Sprintf("with status %d something other than minimesos does", status), "a problem document")
	}
	if status != 0 {
		problem.Status = status
	}
	return &problem
}

func lastLines(log []string) string {
	if len(log) == 0 {
		return ""
	}
	return " Its last log lines:\n  " + strings.Join(log, "\n  ")
}
