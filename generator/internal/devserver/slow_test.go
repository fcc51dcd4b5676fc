package devserver

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"
)

// impatient is a server with short limits, listening, and its address.
func impatient(t *testing.T, s Site, o Options) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := New(o)
	server.limits = limits{head: 50 * time.Millisecond, whole: 150 * time.Millisecond, idle: 50 * time.Millisecond}
	server.Show(s, nil)
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(ctx, l) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("Serve: %v", err)
		}
	})
	return l.Addr().String()
}

// drip sends a beginning and then one byte after another until the server has
// enough of it; it returns what the server said.
func drip(t *testing.T, address, beginning, more string) string {
	t.Helper()
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(patience))
	go func() {
		if _, err := io.WriteString(c, beginning); err != nil {
			return
		}
		for {
			if _, err := io.WriteString(c, more); err != nil {
				return
			}
			time.Sleep(10 * time.Millisecond)
		}
	}()
	answer, err := io.ReadAll(c)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		t.Fatalf("the server waits for ever for the rest of %q", beginning)
	}
	return string(answer)
}

func TestSlowClientsAreSentAwayAndOpenNoEditor(t *testing.T) {
	t.Parallel()
	edited := make(chan string, 9)
	address := impatient(t, site, Options{Edit: func(file string, _, _ int) error {
		edited <- file
		return nil
	}})
	host := "Host: " + address + "\r\n"
	if answer := drip(t, address, "GET / HTTP/1.1\r\n"+host, "X: y\r\n"); strings.Contains(answer, "Home") {
		t.Errorf("half a head is answered by %q", answer)
	}
	if answer := drip(t, address, "", ""); answer != "" {
		t.Errorf("silence is answered by %q", answer)
	}
	head := "POST /_readout/edit HTTP/1.1\r\n" + host + "Origin: http://" + address + "\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n"
	if answer := drip(t, address, head+`{"file":"content/x.md",`, " "); strings.HasPrefix(answer, "HTTP/1.1 2") {
		t.Errorf("half a body is answered by %q", answer)
	}
	drip(t, address, "GET / HTTP/1.1\r\n"+host+"Content-Length: 60000\r\n\r\n", "x")
	select {
	case file := <-edited:
		t.Errorf("the editor was opened for %q", file)
	default:
	}
}

func TestAnAnswerThatNobodyReadsEnds(t *testing.T) {
	t.Parallel()
	const much = 64 << 20 // more than the system keeps for a connection
	address := impatient(t, folder{"much.txt": strings.Repeat("x", much)}, Options{})
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	io.WriteString(c, "GET /much.txt HTTP/1.1\r\nHost: "+address+"\r\n\r\n")
	time.Sleep(400 * time.Millisecond)
	c.SetDeadline(time.Now().Add(patience))
	n, err := io.Copy(io.Discard, c)
	if n >= much || errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("after a pause longer than the limit come %d bytes, then %v", n, err)
	}
}

func TestAStreamOutlivesTheLimitsOfAnswers(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := New(Options{})
	server.limits = limits{head: time.Second, whole: time.Second, idle: time.Second}
	go server.Serve(t.Context(), l)
	stream, err := http.Get("http://" + l.Addr().String() + "/_readout/events")
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Body.Close()
	events := bufio.NewReader(stream.Body)
	for version(t, events) != 0 {
	}
	time.Sleep(1200 * time.Millisecond)
	server.Show(site, nil)
	if v := version(t, events); v != 1 {
		t.Errorf("a tab that waited hears of version %d, want 1", v)
	}
}
