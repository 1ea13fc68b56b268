// Checkout is a small web shop in one process, made to be traced: requests arrive over HTTP, take a connection from a
// pool that is a little too small, ask a database over TCP, and render JSON. Halfway through, one report query holds
// the stock lock far too long, and everything behind it piles up. The recording of its run is shipped as a sample.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"runtime/pprof"
	"runtime/trace"
	"sort"
	"strings"
	"sync"
	"time"
)

func main() {
	output := flag.String("trace", "checkout-service.trace", "file for the execution trace")
	length := flag.Duration("for", 2500*time.Millisecond, "how long to serve")
	flag.Parse()
	if err := run(*output, *length); err != nil {
		log.Fatal(err)
	}
}

func run(output string, length time.Duration) error {
	debug.SetGCPercent(40)
	database, err := startDatabase()
	if err != nil {
		return err
	}
	pool, err := newPool(database, 4)
	if err != nil {
		return err
	}
	audit, err := os.CreateTemp("", "audit-*.log")
	if err != nil {
		return err
	}
	defer os.Remove(audit.Name())
	shop := &shop{pool: pool, stock: newStock(20_000), audit: audit, receipts: make(chan receipt)}

	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /checkout", shop.checkout)
	mux.HandleFunc("GET /report", shop.report)
	server := &http.Server{Handler: mux}
	go server.Serve(listener)
	go shop.sendReceipts()

	file, err := os.Create(output)
	if err != nil {
		return err
	}
	if err := pprof.StartCPUProfile(io.Discard); err != nil {
		return err
	}
	if err := trace.Start(file); err != nil {
		return err
	}

	ctx, cancel := context.WithTimeout(context.Background(), length)
	defer cancel()
	var clients sync.WaitGroup
	for range 10 {
		clients.Go(func() { shopper(ctx, "http://"+listener.Addr().String()) })
	}
	clients.Go(func() { accountant(ctx, "http://"+listener.Addr().String(), length/2) })
	clients.Wait()

	trace.Stop()
	pprof.StopCPUProfile()
	return errors.Join(file.Close(), audit.Close(), server.Close())
}

// shop holds what all requests share.
type shop struct {
	pool     *pool
	stock    *stock
	auditMu  sync.Mutex
	audit    *os.File
	receipts chan receipt
}

type order struct {
	Customer string
	Items    []string
}

type receipt struct {
	Customer string
	Total    int
	Lines    []string
}

func (s *shop) checkout(w http.ResponseWriter, r *http.Request) {
	ctx, task := trace.NewTask(r.Context(), "checkout")
	defer task.End()

	var bought order
	trace.WithRegion(ctx, "decode", func() {
		_ = json.NewDecoder(r.Body).Decode(&bought)
	})
	trace.Log(ctx, "customer", bought.Customer)

	var reserved bool
	trace.WithRegion(ctx, "reserve stock", func() { reserved = s.stock.reserve(bought.Items) })
	if !reserved {
		trace.Log(ctx, "outcome", "sold out")
		http.Error(w, "sold out", http.StatusConflict)
		return
	}

	prices, err := s.prices(ctx, bought.Items)
	if err != nil {
		trace.Log(ctx, "outcome", err.Error())
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}

	var made receipt
	trace.WithRegion(ctx, "render receipt", func() { made = render(bought, prices) })
	trace.WithRegion(ctx, "audit", func() { s.writeAudit(made) })

	// The mailer is one goroutine; this hand-off outlives the request when it is behind.
	go func() { s.receipts <- made }()
	trace.Logf(ctx, "outcome", "sold for %d cents", made.Total)
	_ = json.NewEncoder(w).Encode(made)
}

// prices asks the database for every item, each on a connection of its own.
func (s *shop) prices(ctx context.Context, items []string) ([]int, error) {
	defer trace.StartRegion(ctx, "prices").End()
	prices := make([]int, len(items))
	failures := make([]error, len(items))
	var queries sync.WaitGroup
	for i, item := range items {
		queries.Go(func() { prices[i], failures[i] = s.pool.query(ctx, "price "+item) })
	}
	queries.Wait()
	return prices, errors.Join(failures...)
}

func (s *shop) writeAudit(made receipt) {
	s.auditMu.Lock()
	defer s.auditMu.Unlock()
	fmt.Fprintf(s.audit, "%s paid %d\n", made.Customer, made.Total)
	if rand.IntN(8) == 0 {
		_ = s.audit.Sync()
	}
}

func (s *shop) sendReceipts() {
	for made := range s.receipts {
		time.Sleep(time.Duration(1+rand.IntN(3)) * time.Millisecond)
		_ = strings.Join(made.Lines, "\n")
	}
}

// report is the slow query: it sorts the whole stock while it holds the lock that every checkout needs.
func (s *shop) report(w http.ResponseWriter, r *http.Request) {
	ctx, task := trace.NewTask(r.Context(), "monthly report")
	defer task.End()
	trace.Log(ctx, "query", "SELECT * FROM stock ORDER BY demand")
	defer trace.StartRegion(ctx, "full scan").End()
	best := s.stock.ranking(180 * time.Millisecond)
	_ = json.NewEncoder(w).Encode(best[:20])
}

// stock is the inventory, under one lock.
type stock struct {
	mu    sync.RWMutex
	names []string
	count map[string]int
	sold  map[string]int
}

func newStock(size int) *stock {
	s := &stock{count: make(map[string]int), sold: make(map[string]int)}
	for i := range size {
		name := fmt.Sprintf("item-%05d", i)
		s.names = append(s.names, name)
		s.count[name] = 40
	}
	return s
}

func (s *stock) reserve(items []string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, item := range items {
		if s.count[item] == 0 {
			return false
		}
	}
	for _, item := range items {
		s.count[item]--
		s.sold[item]++
	}
	return true
}

func (s *stock) ranking(atLeast time.Duration) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var best []string
	for begin := time.Now(); time.Since(begin) < atLeast; {
		best = append([]string(nil), s.names...)
		sort.Slice(best, func(i, j int) bool {
			if s.sold[best[i]] != s.sold[best[j]] {
				return s.sold[best[i]] > s.sold[best[j]]
			}
			return best[i] < best[j]
		})
	}
	return best
}

// render makes the garbage that keeps the collector busy.
func render(bought order, prices []int) receipt {
	made := receipt{Customer: bought.Customer}
	for i, item := range bought.Items {
		made.Total += prices[i]
		for copies := range 60 {
			line := fmt.Sprintf("%4d  %-24s %8d.%02d", copies, item, prices[i]/100, prices[i]%100)
			made.Lines = append(made.Lines, strings.Repeat(line, 8))
		}
	}
	made.Lines = made.Lines[:len(bought.Items)]
	return made
}

// pool hands out a fixed number of database connections.
type pool struct {
	free chan net.Conn
}

func newPool(address string, size int) (*pool, error) {
	p := &pool{free: make(chan net.Conn, size)}
	for range size {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			return nil, err
		}
		p.free <- conn
	}
	return p, nil
}

func (p *pool) query(ctx context.Context, text string) (int, error) {
	wait := trace.StartRegion(ctx, "wait for connection")
	var conn net.Conn
	select {
	case conn = <-p.free:
	case <-ctx.Done():
		wait.End()
		return 0, ctx.Err()
	}
	wait.End()
	defer func() { p.free <- conn }()

	defer trace.StartRegion(ctx, "query").End()
	if _, err := fmt.Fprintln(conn, text); err != nil {
		return 0, err
	}
	var cents int
	_, err := fmt.Fscanln(conn, &cents)
	return cents, err
}

// startDatabase answers every line with a price, after a while.
func startDatabase() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go serveQueries(conn)
		}
	}()
	return listener.Addr().String(), nil
}

func serveQueries(conn net.Conn) {
	defer conn.Close()
	lines := bufio.NewScanner(conn)
	for lines.Scan() {
		time.Sleep(time.Duration(400+rand.IntN(1600)) * time.Microsecond)
		fmt.Fprintln(conn, 199+rand.IntN(5000))
	}
}

// shopper buys until its time is over.
func shopper(ctx context.Context, url string) {
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	for ctx.Err() == nil {
		bought := order{Customer: fmt.Sprintf("customer-%d", rand.IntN(1000))}
		for range 1 + rand.IntN(3) {
			bought.Items = append(bought.Items, fmt.Sprintf("item-%05d", rand.IntN(20_000)))
		}
		body, _ := json.Marshal(bought)
		answer, err := client.Post(url+"/checkout", "application/json", strings.NewReader(string(body)))
		if err == nil {
			_, _ = io.Copy(io.Discard, answer.Body)
			_ = answer.Body.Close()
		}
		time.Sleep(time.Duration(rand.IntN(30)) * time.Millisecond)
	}
}

// accountant asks for the report once, in the middle of the run.
func accountant(ctx context.Context, url string, after time.Duration) {
	select {
	case <-time.After(after):
	case <-ctx.Done():
		return
	}
	answer, err := http.Get(url + "/report")
	if err == nil {
		_, _ = io.Copy(io.Discard, answer.Body)
		_ = answer.Body.Close()
	}
}
