// Stuck is an order service that stops moving: a transfer locks two accounts in one order and another transfer in the
// opposite order, and from then on everything that needs one of them waits. Ask it for its goroutines with SIGQUIT.
package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"
)

type account struct {
	mu      sync.Mutex
	name    string
	balance int
}

type bank struct {
	mu       sync.RWMutex
	accounts map[string]*account
	jobs     chan transfer
	done     sync.WaitGroup
}

type transfer struct {
	from, to *account
	cents    int
}

func main() {
	b := &bank{accounts: map[string]*account{}, jobs: make(chan transfer)}
	for _, name := range []string{"checking", "savings", "fees"} {
		b.accounts[name] = &account{name: name, balance: 1_000_00}
	}
	for range 8 {
		b.done.Add(1)
		go b.work()
	}
	go b.reconcile()
	go b.audit()
	go statistics()

	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	http.HandleFunc("/balance", b.balance)
	go http.Serve(listener, nil)
	for i := range 12 {
		go poll(context.Background(), i, "http://"+listener.Addr().String()+"/balance")
	}

	checking, savings := b.accounts["checking"], b.accounts["savings"]
	for i := 0; ; i++ {
		// Both directions at once: sooner or later each worker holds what the other one wants.
		if i%2 == 0 {
			b.jobs <- transfer{checking, savings, 1_00}
		} else {
			b.jobs <- transfer{savings, checking, 1_00}
		}
	}
}

func (b *bank) work() {
	defer b.done.Done()
	for job := range b.jobs {
		job.run()
	}
}

// run locks the two accounts in the order they are named, which is the mistake.
func (t transfer) run() {
	t.from.mu.Lock()
	defer t.from.mu.Unlock()
	time.Sleep(time.Millisecond)
	t.to.mu.Lock()
	defer t.to.mu.Unlock()
	t.from.balance -= t.cents
	t.to.balance += t.cents
}

func (b *bank) reconcile() {
	for range time.Tick(500 * time.Millisecond) {
		b.mu.Lock()
		for _, each := range b.accounts {
			each.mu.Lock()
			each.balance += 0
			each.mu.Unlock()
		}
		b.mu.Unlock()
	}
}

func (b *bank) audit() {
	b.done.Wait()
	fmt.Println("all transfers are through")
}

// statistics keeps working, and its garbage keeps the collector going, which is what stamps the waits in a dump.
func statistics() {
	for range time.Tick(time.Second) {
		lines := make([]string, 0, 50_000)
		for i := range cap(lines) {
			lines = append(lines, fmt.Sprintf("counter_%d %d", i, time.Now().UnixNano()))
		}
	}
}

func (b *bank) balance(w http.ResponseWriter, _ *http.Request) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	for _, each := range b.accounts {
		fmt.Fprintln(w, each.name, each.balance)
	}
}

func poll(ctx context.Context, id int, url string) {
	for {
		request, _ := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		answer, err := http.DefaultClient.Do(request)
		if err == nil {
			_ = answer.Body.Close()
		}
		time.Sleep(time.Duration(100+id*10) * time.Millisecond)
	}
}
