// Gathers once with Telegraf's input for Mesos, as Telegraf does with default settings, and prints what it has as JSON:
// main MASTER_URL AGENT_URL
package main

import (
	"encoding/json"
	"log"
	"os"
	"sync"
	"time"

	"github.com/influxdata/telegraf"
	"github.com/influxdata/telegraf/plugins/inputs/mesos"
)

type gathered struct {
	Tags   map[string]string
	Fields map[string]interface{}
}

// Keeps what the input gathers. Of all that Telegraf offers its inputs, this one uses only these.
type accumulator struct {
	telegraf.Accumulator
	mutex sync.Mutex
	all   []gathered
}

func (a *accumulator) AddFields(_ string, fields map[string]interface{}, tags map[string]string, _ ...time.Time) {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	a.all = append(a.all, gathered{tags, fields})
}

func (a *accumulator) AddError(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

type silent struct{ telegraf.Logger }

func (silent) Info(...interface{})           {}
func (silent) Infof(string, ...interface{})  {}
func (silent) Warnf(string, ...interface{})  {}
func (silent) Debugf(string, ...interface{}) {}

func main() {
	input := &mesos.Mesos{Masters: os.Args[1:2], Slaves: os.Args[2:], Log: silent{}}
	into := &accumulator{}
	if err := input.Gather(into); err != nil {
		log.Fatal(err)
	}
	if err := json.NewEncoder(os.Stdout).Encode(into.all); err != nil {
		log.Fatal(err)
	}
}
