package devserver

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// secret stands in every file of the site that fuzzed requests ask for.
const secret = "SNAPSHOT"

var secrets = folder{
	"index.html":          "<html><head></head><body>" + secret + " home</body></html>",
	"briefs/x/index.html": "<html><head></head><body>" + secret + " brief</body></html>",
	"404.html":            "<html><head></head><body>" + secret + " is not here</body></html>",
	"assets/site-1.css":   "/* " + secret + " */ p{}",
	"data.json":           `{"` + secret + `": 1}`,
	"broken/index.html":   "fail",
}

// patience is how long something that must happen may take.
const patience = 20 * time.Second

// target is a server as fuzzed requests meet it: over connections that seem to
// come from this machine, and can be closed on one side.
type target struct {
	dial   func() (*net.UnixConn, error)
	mu     sync.Mutex
	opened []string // files that the editor was opened for
}

// local makes the connections of a listener come from an address of loopback.
type local struct{ net.Listener }

type localConn struct{ net.Conn }

func (l local) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	return localConn{c}, err
}

func (localConn) RemoteAddr() net.Addr {
	return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 50000}
}

func newTarget(t testing.TB) *target {
	t.Helper()
	dir, err := os.MkdirTemp("", "") // a short path: the system allows no long ones for sockets
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	address := &net.UnixAddr{Name: filepath.Join(dir, "s"), Net: "unix"}
	l, err := net.ListenUnix("unix", address)
	if err != nil {
		t.Fatal(err)
	}
	to := &target{dial: func() (*net.UnixConn, error) { return net.DialUnix("unix", nil, address) }}
	server := New(Options{Edit: func(file string, _, _ int) error {
		to.mu.Lock()
		defer to.mu.Unlock()
		to.opened = append(to.opened, file)
		return nil
	}})
	server.Show(secrets, nil)
	go server.Serve(t.Context(), local{l})
	return to
}

// ask sends bytes, says that there are no more, and returns what comes back
// until the server closes.
func (to *target) ask(t *testing.T, raw []byte) []byte {
	t.Helper()
	c, err := to.dial()
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(patience))
	c.Write(raw) // the server may have refused before it read everything
	c.CloseWrite()
	answers, err := io.ReadAll(c)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		t.Fatalf("no end of the answer to %q, so far %q", raw, answers)
	}
	return answers
}

// edits returns the files that the editor was opened for since the last call.
func (to *target) edits() []string {
	to.mu.Lock()
	defer to.mu.Unlock()
	opened := to.opened
	to.opened = nil
	return opened
}

var ownScript = regexp.MustCompile(`<script type="module" src="/_readout/client\.js" data-readout="[0-9a-z]*"></script>`)

// check wants answers to be what the snapshot, the client or this package's
// own words give, with the headers of every answer; and nothing of the
// snapshot, nor an editor, for who may not have it.
func (to *target) check(t *testing.T, raw []byte) {
	t.Helper()
	text := to.ask(t, raw)
	asked := bufio.NewReader(bytes.NewReader(raw))
	in := bufio.NewReader(bytes.NewReader(text))
	mayEdit := false
	for {
		if _, err := in.Peek(1); err != nil {
			break
		}
		if last, _ := in.Peek(in.Buffered()); refusal.Match(last) {
			break
		}
		request, err := http.ReadRequest(asked)
		answer, failed := http.ReadResponse(in, request)
		if failed != nil {
			t.Fatalf("%q is answered by what is no answer (%v): %q", raw, failed, text)
		}
		body, bodyErr := io.ReadAll(answer.Body)
		if err == nil {
			io.Copy(io.Discard, request.Body)
		}
		if answer.StatusCode == http.StatusContinue || answer.StatusCode == http.StatusExpectationFailed && len(body) == 0 {
			continue // net/http says so by itself
		}
		if bodyErr != nil && !strings.Contains(answer.Header.Get("Content-Type"), "event-stream") {
			t.Errorf("%q: a broken answer (%v): %q", raw, bodyErr, text)
		}
		for name, want := range map[string]string{
			"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
			"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
		} {
			if got := answer.Header.Values(name); len(got) != 1 || got[0] != want {
				t.Errorf("%q: %d with %s %q", raw, answer.StatusCode, name, got)
			}
		}
		if !known(answer, body) {
			t.Errorf("%q: %d with %q, which nothing of the site gives", raw, answer.StatusCode, body)
		}
		mine := err == nil && allowed(request)
		if bytes.Contains(body, []byte(secret)) && !mine {
			t.Errorf("%q: a stranger gets %q", raw, body)
		}
		mayEdit = mayEdit || mine && request.Method == http.MethodPost && request.URL.Path == "/_readout/edit" && request.Header.Get("Origin") != ""
	}
	for _, file := range to.edits() {
		if !mayEdit {
			t.Errorf("%q opens an editor", raw)
		}
		if !regexp.MustCompile(`^(content|layouts)/[^\\\x00]*$`).MatchString(file) || strings.Contains("/"+file+"/", "/../") {
			t.Errorf("%q opens an editor for %q", raw, file)
		}
	}
}

// refusal is how net/http answers what is no request, and comes to no handler:
// it says the status and closes the connection.
var refusal = regexp.MustCompile(`^HTTP/1\.[01] [45][0-9]{2} [^\r\n]*\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n[45][0-9]{2} [^\n]*$`)

// allowed reports whether a request comes from the site itself, to its own
// address. It is told from the request alone, in other ways than the guard's.
func allowed(r *http.Request) bool {
	name := strings.ToLower(regexp.MustCompile(`:[^:\]]*$`).ReplaceAllString(r.Host, ""))
	if strings.Count(r.Host, ":") > 1 && !strings.Contains(r.Host, "[") {
		name = r.Host // an address of six colons or so, and no port
	}
	name = strings.Trim(name, "[]")
	ip, err := netip.ParseAddr(name)
	if !(err == nil && ip.Unmap().IsLoopback()) && !regexp.MustCompile(`^(.*\.)?localhost$`).MatchString(name) {
		return false
	}
	origin := r.Header.Get("Origin")
	return origin == "" || strings.HasPrefix(strings.ToLower(origin), "http://") && strings.Contains(strings.ToLower(origin), strings.ToLower(r.Host))
}

// known reports whether a body is of the snapshot, of the client, or one of
// this package's sentences.
func known(r *http.Response, body []byte) bool {
	if len(body) == 0 || strings.Contains(r.Header.Get("Content-Type"), "event-stream") {
		return true
	}
	plain := ownScript.ReplaceAll(body, nil)
	for _, text := range secrets {
		if strings.Contains(text, string(plain)) {
			return true
		}
	}
	scripts, _ := client.ReadDir("client")
	for _, f := range scripts {
		if text, _ := client.ReadFile("client/" + f.Name()); bytes.Equal(text, body) {
			return true
		}
	}
	if r.StatusCode == http.StatusPartialContent && strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/byteranges") {
		return true // of one file, by net/http
	}
	if r.StatusCode >= 300 && r.StatusCode < 400 {
		return strings.HasPrefix(r.Header.Get("Location"), "/") && !strings.HasPrefix(r.Header.Get("Location"), "//")
	}
	for _, sentence := range []string{
		"Readout answers only to its own address, not to ", "Readout does not answer other websites.", "404 page not found",
		"Method Not Allowed", "Only a page of this site on this machine can open the editor.", "Not a place in a file.",
		"Not a file of this publication.", "invalid range", "Bad Request",
	} {
		if bytes.HasPrefix(body, []byte(sentence)) {
			return r.StatusCode >= 400 && len(bytes.Split(bytes.TrimSpace(body), []byte("\n"))) == 1
		}
	}
	return r.StatusCode == http.StatusInternalServerError && bytes.Contains(body, []byte("layouts/brief.html:3:8"))
}

// FuzzRawRequests sends bytes as they come.
func FuzzRawRequests(f *testing.F) {
	const host = "\r\nHost: 127.0.0.1:8080\r\n"
	for _, raw := range []string{
		"GET / HTTP/1.1" + host + "\r\n",
		"GET /_readout/events HTTP/1.1" + host + "\r\n",
		"HEAD /_readout/events HTTP/1.1" + host + "\r\n",
		"OPTIONS * HTTP/1.1" + host + "\r\n",
		"CONNECT 127.0.0.1:8080 HTTP/1.1" + host + "\r\n",
		"GET http://evil.example/ HTTP/1.1" + host + "\r\n",
		"GET / HTTP/1.0\r\n\r\n",
		"GET / HTTP/1.1\r\n\r\n",
		"GET / HTTP/1.1" + host + "Host: evil.example\r\n\r\n",
		"GET / HTTP/1.1\r\nHost: 127.0.0.1:8080\nGET /x HTTP/1.1\r\n\r\n",
		"POST /_readout/edit HTTP/1.1" + host + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
		"POST /_readout/edit HTTP/1.1" + host + "Expect: 100-continue\r\nContent-Length: 3\r\n\r\n{}",
		"GET / HTTP/1.1" + host + "\r\nGET /data.json HTTP/1.1" + host + "Connection: close\r\n\r\n",
		"GET /_readout/page?url=/ HTTP/1.1" + host + "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 900\r\n\r\n--x\r\n",
		"GET / HTTP/1.1" + host + "X-Long: " + strings.Repeat("x", 2<<20) + "\r\n\r\n",
		"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
		"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
		"\r\n\r\n\x00",
	} {
		f.Add([]byte(raw))
	}
	to := newTarget(f)
	f.Fuzz(func(t *testing.T, raw []byte) { to.check(t, raw) })
}

// FuzzRequests makes requests out of parts, so that more of them are sound.
func FuzzRequests(f *testing.F) {
	own := "127.0.0.1:8080"
	for _, path := range []string{
		"/", "/briefs/x/", "/briefs/x", "/briefs/x/index.html", "/data.json", "/broken/", "/nothing", "/_readout/client.js",
		"/../etc/passwd", "/briefs/x/../../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc%2fpasswd", "/..%5c..%5cwindows", `/..\..\go.mod`,
		"//evil.example/", `/\evil.example`, "/%00", "/data.json%00.html", "/./data.json", "/briefs//x//", "/%", "/%zz", "/?%zz", "/;a=b", "/data.json/",
		"/_readout/", "/_readout/..%2fdevserver.go", "/_readout/%2e%2e%2fguard.go", "/_readout/idiomorph.LICENSE", "/_readout/events", "/_readout/edit",
		"/_readout/page?url=/&have=", "/_readout/page?url=/../../etc/passwd", "/_readout/page?url=//evil.example", "/_readout/page?url=%00&have=%ff", "/_readout/page?have=x;url=y",
		"/" + strings.Repeat("a/", 4000), "/" + strings.Repeat("../", 4000), "*", "http://localhost/", "", "briefs",
	} {
		f.Add("GET", path, own, "", "", "", "")
	}
	for _, host := range []string{"", "evil.example", "localhost", "a.localhost:1", "127.0.0.1.evil.example", "[::1]:8080", "[::1", "127.1", "0x7f.1", "127.0.0.1:8080@evil.example", "localhost.evil.example", "2130706433", "[::ffff:127.0.0.1]:8080", " 127.0.0.1", "127.0.0.1:8080/", "LOCALHOST.", "[localhost]"} {
		f.Add("GET", "/", host, "", "", "", "")
	}
	for _, origin := range []string{"http://127.0.0.1:8080", "http://127.0.0.1:8080.evil.example", "http://evil.example/?127.0.0.1:8080", "http://127.0.0.1:8080@evil.example", "null", "http://", "HTTP://127.0.0.1:8080", "https://127.0.0.1:8080", "http://127.0.0.1:8080, http://evil.example"} {
		f.Add("POST", "/_readout/edit", own, origin, "", "application/json", `{"file":"content/briefs/x.md","line":3}`)
	}
	for _, body := range []string{`{"file":"content/../go.mod"}`, `{"file":"content/a\u0000b"}`, `{"file":"/etc/passwd"}`, `{"file":"layouts/..\\x"}`, `{"file":"content/x","line":-9,"col":1e9}`, `[`, `{"file":{}}`, `null`, strings.Repeat("[", 70_000)} {
		f.Add("POST", "/_readout/edit", own, "http://"+own, "", "application/json", body)
	}
	for _, r := range []string{"bytes=0-3", "bytes=-5", "bytes=9999-", "bytes=5-2", "bytes=0-0,2-3,5-6", "bytes=" + strings.Repeat("0-,", 3000), "lines=1-2", "bytes=99999999999999999999-", "bytes=-0"} {
		f.Add("GET", "/data.json", own, "", r, "", "")
	}
	for _, method := range []string{"HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "get", "PROPFIND", "G\x00T", ""} {
		f.Add(method, "/", own, "", "", "", "")
		f.Add(method, "/_readout/client.js", own, "", "", "", "")
	}
	to := newTarget(f)
	f.Fuzz(func(t *testing.T, method, path, host, origin, ranges, kind, body string) {
		var raw bytes.Buffer
		fmt.Fprintf(&raw, "%s %s HTTP/1.1\r\nHost: %s\r\n", method, path, host)
		for _, header := range [][2]string{{"Origin", origin}, {"Range", ranges}, {"Content-Type", kind}} {
			if header[1] != "" {
				fmt.Fprintf(&raw, "%s: %s\r\n", header[0], header[1])
			}
		}
		fmt.Fprintf(&raw, "Content-Length: %d\r\n\r\n%s", len(body), body)
		to.check(t, raw.Bytes())
	})
}
