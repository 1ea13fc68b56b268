// Command goreader reads an execution trace with Go's own reader and does nothing else: the yardstick of the benchmark.
// It prints one JSON line: events, milliseconds since the process began to read, peak resident bytes.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"
	"time"

	"golang.org/x/exp/trace"
)

func main() {
	start := time.Now()
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: goreader TRACE")
		os.Exit(2)
	}
	events, err := count(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, "goreader:", err)
		os.Exit(1)
	}
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		fmt.Fprintln(os.Stderr, "goreader:", err)
		os.Exit(1)
	}
	_ = json.NewEncoder(os.Stdout).Encode(map[string]any{
		"events":       events,
		"ms":           float64(time.Since(start).Microseconds()) / 1000,
		"peakRssBytes": usage.Maxrss * 1024, // kilobytes on Linux
	})
}

func count(path string) (int, error) {
	file, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer file.Close()
	reader, err := trace.NewReader(bufio.NewReaderSize(file, 1<<20))
	if err != nil {
		return 0, err
	}
	events := 0
	for {
		_, err := reader.ReadEvent()
		if errors.Is(err, io.EOF) {
			return events, nil
		}
		if err != nil {
			return events, err
		}
		events++
	}
}
