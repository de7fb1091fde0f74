package minimesos

// Traffic is which messages, calls, events or actions are meant: those of which all of this is true. At most one of Message,
// Call, Event and Action can be given. Where several names are meant, they have commas between them; * means all.
type Traffic struct {
	// Message between masters, agents and executors, such as StatusUpdateMessage.
	Message string
	// Call to the APIs, such as ACCEPT.
	Call string
	// Event on the streams of schedulers and executors, such as OFFERS.
	Event string
	// Action that agents and executors do for containers: FETCH, SANDBOX, CHECK, HEALTH_CHECK.
	Action string
	// API of the calls and events: scheduler, executor or operator.
	API string
	// From is who sends: master, agent, scheduler, executor, operator, or an id.
	From string
	// To is who is to get it, as with From.
	To string
	// Framework is the id or the name of the one it is about.
	Framework string
	// Agent is the id of the one it is about.
	Agent string
	// Task is the id of the one it is about.
	Task string
	// State that it tells of a task, such as TASK_RUNNING.
	State string
}

// body are the keys of the remote API.
func (t Traffic) body() map[string]any {
	body := map[string]any{}
	for name, names := range map[string]string{
		"message": t.Message, "call": t.Call, "event": t.Event, "action": t.Action, "from": t.From, "to": t.To, "state": t.State,
	} {
		if several := list(names); len(several) > 1 {
			body[name] = several
		} else if names != "" {
			body[name] = names
		}
	}
	for name, value := range map[string]string{"api": t.API, "framework": t.Framework, "agent": t.Agent, "task": t.Task} {
		if value != "" {
			body[name] = value
		}
	}
	return body
}
