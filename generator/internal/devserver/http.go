package devserver

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"
	"time"
)

// prefix is where the server's own addresses live; no record's page can.
const prefix = "/_readout/"

//go:embed client/*.js
var client embed.FS

// Handler answers every request; Serve uses it.
//
//	GET  /…                                    the site, as a static host would
//	GET  /_readout/client.js, …                the browser's side
//	GET  /_readout/events                      event stream: {version, problems, edit}, at once and after each Show
//	GET  /_readout/page?url=/x/&have=HASH      204 when the page's hash is HASH, else the page
//	POST /_readout/edit {file, line, col}      opens the editor
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+prefix+"events", s.events)
	mux.HandleFunc("GET "+prefix+"page", s.page)
	mux.HandleFunc("POST "+prefix+"edit", s.edit)
	mux.HandleFunc("GET "+prefix+"{file}", s.clientFile)
	mux.HandleFunc("GET /", s.site)
	return secure(s.guard(mux))
}

// site answers as a static host would: /x/ is x/index.html, /x leads to /x/,
// anything else is the 404 page.
func (s *Server) site(w http.ResponseWriter, r *http.Request) {
	now := s.now()
	if now.site == nil {
		s.nothingYet(w)
		return
	}
	answer, hash, err := now.answer(r.URL.Path)
	switch {
	case err != nil:
		s.broken(w, r.URL.Path, err)
	case answer.moved != "":
		u := url.URL{Path: answer.moved, RawQuery: r.URL.RawQuery}
		http.Redirect(w, r, u.String(), http.StatusFound)
	case answer.html:
		s.writePage(w, answer.status, answer.body, hash)
	default:
		w.Header().Set("Content-Type", contentType(answer.path))
		w.Header().Set("Cache-Control", "no-cache")
		w.Header().Set("ETag", `"`+hash+`"`)
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(answer.body))
	}
}

// answer is what stands at an address of the site.
type answer struct {
	status int
	path   string
	body   []byte
	html   bool
	moved  string // set when the address leads elsewhere; then nothing else is
}

func (n *shown) answer(urlPath string) (a answer, hash string, err error) {
	file := strings.TrimPrefix(urlPath, "/")
	if strings.HasSuffix(urlPath, "/") {
		file += "index.html"
	}
	a.status = http.StatusOK
	f, ok := n.site.Find(file)
	if !ok {
		if to, moved := n.moved[urlPath]; moved {
			return answer{moved: to}, "", nil
		}
		if _, folder := n.site.Find(file + "/index.html"); folder && !strings.HasSuffix(urlPath, "/") {
			return answer{moved: urlPath + "/"}, "", nil
		}
		a.status = http.StatusNotFound
		if f, ok = n.site.Find("404.html"); !ok {
			a.html, a.body = true, []byte("<!doctype html><html lang=en><meta charset=utf-8><title>Not found</title><body><main><h1>Not found</h1></main></body></html>")
			return a, "404", nil
		}
	}
	a.path = f.Path
	a.html = strings.HasSuffix(f.Path, ".html")
	a.body, hash, err = render(f)
	return a, hash, err
}

// page tells a tab whether its page changed. The hash it has came with the
// page; what it gets is the page without the client's script. The headers say
// under which status, and where the page went when it moved.
func (s *Server) page(w http.ResponseWriter, r *http.Request) {
	now := s.now()
	if now.site == nil {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	query := r.URL.Query() // and not FormValue, which reads bodies too
	at := query.Get("url")
	a, hash, err := now.answer(at)
	if err == nil && a.moved != "" {
		w.Header().Set("Readout-Moved", a.moved)
		a, hash, err = now.answer(a.moved)
	}
	if err != nil || a.moved != "" || query.Get("have") == hash && w.Header().Get("Readout-Moved") == "" {
		w.WriteHeader(http.StatusNoContent) // a page that fails to render keeps what it shows; the overlay says why
		return
	}
	w.Header().Set("Readout-Hash", hash)
	w.Header().Set("Readout-Status", strconv.Itoa(a.status))
	pageHeaders(w)
	w.Write(a.body)
}

func pageHeaders(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
}

// writePage sends a page with the client's script, which no built page has.
// The script stands before all others, so that it runs before they change what
// was sent. A page that only leads elsewhere is left as it is.
func (s *Server) writePage(w http.ResponseWriter, status int, body []byte, hash string) {
	pageHeaders(w)
	script := ""
	if !bytes.Contains(body, []byte(`http-equiv="refresh"`)) {
		script = fmt.Sprintf(`<script type="module" src="%sclient.js" data-readout="%s"></script>`, prefix, hash)
	}
	at := clientPlace(body)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)+len(script)))
	w.WriteHeader(status)
	for _, part := range [][]byte{body[:at], []byte(script), body[at:]} {
		if _, err := w.Write(part); err != nil {
			return // the browser went away
		}
	}
}

// clientPlace returns where in a page the client's script goes: behind the
// declaration of the encoding, which browsers look for in the first kilobyte,
// else at the beginning of the head, else at the end.
func clientPlace(page []byte) int {
	for _, tag := range []string{"<meta charset", "<head>", "<head "} {
		if i := bytes.Index(page, []byte(tag)); i >= 0 {
			if n := bytes.IndexByte(page[i:], '>'); n >= 0 {
				return i + n + 1
			}
		}
	}
	if i := bytes.LastIndex(page, []byte("</body>")); i >= 0 {
		return i
	}
	return len(page)
}

// nothingYet is the page until the first good build: the overlay tells why.
func (s *Server) nothingYet(w http.ResponseWriter) {
	s.writePage(w, http.StatusServiceUnavailable, plainPage("Nothing to show yet", "The page appears as soon as the problems are mended."), "none")
}

func (s *Server) broken(w http.ResponseWriter, at string, err error) {
	s.writePage(w, http.StatusInternalServerError, plainPage("This page cannot be shown", at+": "+err.Error()), "broken")
}

func plainPage(title, text string) []byte {
	return fmt.Appendf(nil, "<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>%s</title></head>\n<body><main><h1>%s</h1><p>%s</p></main></body>\n</html>\n",
		html.EscapeString(title), html.EscapeString(title), html.EscapeString(text))
}

func (s *Server) clientFile(w http.ResponseWriter, r *http.Request) {
	text, err := client.ReadFile("client/" + r.PathValue("file"))
	if err != nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	w.Write(text)
}

// heartbeat keeps idle streams open and finds closed ones.
const heartbeat = 15 * time.Second

// events is the stream that tells tabs of each Show. The newest state is all
// that counts, so a slow tab misses intermediate ones and nothing queues up.
func (s *Server) events(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	if r.Method == http.MethodHead {
		return // who asks for no body waits for no news
	}
	out := http.NewResponseController(w)
	// A stream may last. Without a connection below it, as in tests, there is
	// no limit to lift.
	out.SetReadDeadline(time.Time{})
	out.SetWriteDeadline(time.Time{})
	news := make(chan struct{}, 1)
	news <- struct{}{}
	s.mu.Lock()
	s.tabs[news] = true
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		delete(s.tabs, news)
		s.mu.Unlock()
	}()
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	fmt.Fprint(w, "retry: 300\n\n")
	for {
		select {
		case <-r.Context().Done():
			return
		case <-s.done:
			return
		case <-beat.C:
			fmt.Fprint(w, ": \n\n")
		case <-news:
			fmt.Fprintf(w, "data: %s\n\n", s.now().state(s.options.Edit != nil && fromHere(r)))
		}
		if out.Flush() != nil {
			return
		}
	}
}

// edit opens the author's editor. Only a page of this server on this machine
// can ask (guard), in JSON (which a foreign form cannot send), for a file
// inside the project.
func (s *Server) edit(w http.ResponseWriter, r *http.Request) {
	if s.options.Edit == nil {
		http.Error(w, "No editor is set: put its command into $VISUAL or $EDITOR and start again.", http.StatusNotFound)
		return
	}
	if !fromHere(r) || r.Header.Get("Origin") == "" || r.Header.Get("Content-Type") != "application/json" {
		http.Error(w, "Only a page of this site on this machine can open the editor.", http.StatusForbidden)
		return
	}
	var at struct {
		File      string
		Line, Col int
	}
	if err := json.NewDecoder(io.LimitReader(r.Body, 1<<16)).Decode(&at); err != nil {
		http.Error(w, "Not a place in a file.", http.StatusBadRequest)
		return
	}
	clean := path.Clean(at.File)
	if clean != at.File || !strings.HasPrefix(clean, "content/") && !strings.HasPrefix(clean, "layouts/") || strings.ContainsAny(clean, "\\\x00") {
		http.Error(w, "Not a file of this publication.", http.StatusForbidden)
		return
	}
	if err := s.options.Edit(clean, max(at.Line, 1), max(at.Col, 1)); err != nil {
		http.Error(w, "The editor did not start: "+err.Error(), http.StatusInternalServerError)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// types are the media types of what sites publish. The system's own table
// differs from machine to machine.
var types = map[string]string{
	".avif": "image/avif", ".css": "text/css; charset=utf-8", ".csv": "text/csv; charset=utf-8", ".gif": "image/gif",
	".html": "text/html; charset=utf-8", ".ics": "text/calendar; charset=utf-8", ".ico": "image/x-icon",
	".jpeg": "image/jpeg", ".jpg": "image/jpeg", ".js": "text/javascript; charset=utf-8", ".json": "application/json",
	".pdf": "application/pdf", ".png": "image/png", ".svg": "image/svg+xml", ".txt": "text/plain; charset=utf-8",
	".webp": "image/webp", ".woff2": "font/woff2", ".xml": "application/xml", ".bib": "application/x-bibtex",
}

func contentType(file string) string {
	if t, ok := types[strings.ToLower(path.Ext(file))]; ok {
		return t
	}
	return "application/octet-stream"
}
