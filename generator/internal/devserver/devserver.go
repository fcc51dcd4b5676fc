// Package devserver shows the last good build to its author: it answers every
// address of the site, tells open tabs what changed, and lays problems over
// the page.
//
// Place in the pipeline: output, for people who write. It renders what a
// browser asks for from the snapshot it was last shown; nothing is written to
// disk. The wire protocol with the browser's side (client/) is in the comments
// of this package: one stream of events tells tabs that there is something
// new, and each tab then asks whether its own page changed. A tab whose bytes
// are the same is left alone.
package devserver

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"sync"
	"time"

	"readout/generator/internal/diag"
	"readout/generator/internal/output"
)

// Site is what the server shows: an immutable snapshot. *build.Snapshot is
// one. Find's path is relative to the output folder: "briefs/x/index.html".
type Site interface {
	Find(path string) (output.File, bool)
}

// Mover is implemented by Sites that know which of their pages stood elsewhere
// in the snapshot before them, so that a tab can follow a renamed page. Both
// paths are URLs without base path: "/briefs/x/".
type Mover interface {
	Moved() map[string]string
}

// Options of a Server. The zero Options serve without editor links.
type Options struct {
	// Hosts are host names, besides the loopback ones, that may stand in the
	// Host header: the one that the author chose to listen on.
	Hosts []string
	// Read returns the text of a project file, for the lines around a problem;
	// nil leaves the lines out.
	Read func(file string) ([]byte, error)
	// Edit opens the author's editor at a place; nil hides the links. It is
	// given only clean paths that stay inside the project.
	Edit func(file string, line, col int) error
}

// Server serves one Site after another. Its methods are safe for use from
// many goroutines.
type Server struct {
	options Options
	limits  limits

	mu    sync.Mutex
	shown *shown
	tabs  map[chan struct{}]bool // one per open stream; a full channel already has news
	done  chan struct{}
}

// limits are how long a client may take: for the head of a request, for all of
// a request or an answer, and between two requests. Event streams have none.
type limits struct{ head, whole, idle time.Duration }

var patient = limits{head: 10 * time.Second, whole: time.Minute, idle: 2 * time.Minute}

// shown is what the server shows at one moment. Immutable.
type shown struct {
	version  int
	site     Site // nil until the first good build
	problems []problem
	moved    map[string]string // every move since the server started, chains followed
}

// problem is a diagnostic as the overlay shows it.
type problem struct {
	diag.Diagnostic
	Excerpt *diag.Excerpt `json:"excerpt,omitempty"`
}

// New returns a server that has nothing to show yet.
func New(o Options) *Server {
	return &Server{options: o, limits: patient, shown: &shown{}, tabs: map[chan struct{}]bool{}, done: make(chan struct{})}
}

// Show makes a site and its problems what the server shows, and tells every
// tab. A nil site keeps the last good one under the problems. When Show
// returns, every answer is of the new site: no tab that hears of it can still
// get the old one.
func (s *Server) Show(site Site, problems diag.List) {
	described := make([]problem, 0, len(problems))
	for _, d := range problems {
		described = append(described, s.describe(d))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	next := &shown{version: s.shown.version + 1, site: site, problems: described, moved: s.shown.moved}
	if site == nil {
		next.site = s.shown.site
	} else if m, ok := site.(Mover); ok {
		next.moved = follow(s.shown.moved, m.Moved())
	}
	s.shown = next
	for tab := range s.tabs {
		select {
		case tab <- struct{}{}:
		default:
		}
	}
}

// follow joins earlier moves with new ones, so that every old address leads to
// the newest.
func follow(before, now map[string]string) map[string]string {
	if len(now) == 0 {
		return before
	}
	all := make(map[string]string, len(before)+len(now))
	for from, to := range before {
		if newer, ok := now[to]; ok {
			to = newer
		}
		if from != to {
			all[from] = to
		}
	}
	for from, to := range now {
		all[from] = to
	}
	return all
}

func (s *Server) describe(d diag.Diagnostic) problem {
	p := problem{Diagnostic: d}
	if s.options.Read == nil || d.Pos.Line == 0 {
		return p
	}
	if text, err := s.options.Read(d.Pos.File); err == nil {
		x := diag.NewExcerpt(text, d, 2)
		p.Excerpt = &x
	}
	return p
}

func (s *Server) now() *shown {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.shown
}

// Serve answers on a listener until the context ends; it returns nil then.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	server := &http.Server{
		Handler:           s.Handler(),
		ReadHeaderTimeout: s.limits.head,
		ReadTimeout:       s.limits.whole,
		WriteTimeout:      s.limits.whole,
		IdleTimeout:       s.limits.idle,
		// OPTIONS * is answered as everything else is.
		DisableGeneralOptionsHandler: true,
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(l) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	close(s.done) // streams end by themselves, so that Shutdown need not wait for them
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	if err := server.Shutdown(end); err != nil {
		err = server.Close()
		if err != nil {
			return err
		}
	}
	if err := <-failed; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// render returns a file's bytes and their hash. A page that fails to render
// is answered with the failure.
func render(f output.File) (body []byte, hash string, err error) {
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		return nil, "", err
	}
	sum := sha256.Sum256(b.Bytes())
	return b.Bytes(), hex.EncodeToString(sum[:8]), nil
}

// state is the message on the event stream: what there is to show.
func (n *shown) state(canEdit bool) []byte {
	b, err := json.Marshal(struct {
		Version  int       `json:"version"`
		Problems []problem `json:"problems"`
		Edit     bool      `json:"edit"`
	}{n.version, n.problems, canEdit})
	if err != nil { // diagnostics are plain data
		panic(err)
	}
	return b
}
