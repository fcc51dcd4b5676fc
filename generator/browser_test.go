package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// patience is how long a test waits for something that has to happen. It is
// for hangs: nothing here depends on how fast things are.
const patience = 90 * time.Second

// chromium is the one browser of all tests, started by the first of them that
// needs it.
var (
	chromium     = sync.OnceValues(startChromium)
	stopChromium = func() {}
)

func startChromium() (context.Context, error) {
	path, err := findChromium()
	if err != nil {
		return nil, err
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path),
		chromedp.NoSandbox,
		chromedp.DisableGPU,
		chromedp.Flag("headless", "new"),
		chromedp.WindowSize(1200, 900),
	)
	ctx, stopAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, stopBrowser := chromedp.NewContext(ctx)
	stopChromium = func() { stopBrowser(); stopAllocator() }
	if err := chromedp.Do(ctx); err != nil {
		return nil, fmt.Errorf("Chromium (%s) does not start: %w", path, err)
	}
	return ctx, nil
}

func findChromium() (string, error) {
	if path := os.Getenv("CHROMIUM"); path != "" {
		return path, nil
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("the browser tests need Chromium: install it (`make browser` does where it can) or set CHROMIUM to its path")
}

// tab is a tab of the browser. It fails its test for every violation of the
// content security policy and every error of a script.
type tab struct {
	testing.TB
	ctx context.Context
	url string // of the server

	mu         sync.Mutex
	complaints []string
}

// watching runs in every page before its own scripts: it notes what the tests
// ask about.
const watching = `
	window.violations = []; window.flashed = []; window.mutations = 0;
	document.addEventListener('securitypolicyviolation', (e) => violations.push(e.violatedDirective + ' ' + e.blockedURI + ' ' + e.sourceFile + ':' + e.lineNumber));
	const animate = Element.prototype.animate;
	Element.prototype.animate = function (...args) { flashed.push(this.textContent); return animate.apply(this, args); };
	new MutationObserver((records) => { mutations += records.length; }).observe(document, {subtree: true, childList: true, characterData: true, attributes: true});
	window.answers = (status) => performance.getEntriesByType('resource').filter((e) => e.name.includes('/_readout/page?') && e.responseStatus === status).length;
	window.overlay = () => document.querySelector('readout-problems')?.shadowRoot;
	window.problems = () => overlay()?.querySelector('.panel')?.innerText ?? '';
`

// open opens a page of the server in a new tab and waits until its scripts run.
func (s *served) open(path string, before ...chromedp.Action[chromedp.Void]) *tab {
	s.Helper()
	browser, err := chromium()
	if err != nil {
		s.Fatal(err)
	}
	t := &tab{TB: s.TB, url: s.url}
	ctx, closeTab := chromedp.NewContext(browser, chromedp.WithListener(t.listen))
	t.ctx = ctx
	s.Cleanup(func() {
		closeTab()
		t.mu.Lock()
		defer t.mu.Unlock()
		for _, complaint := range t.complaints {
			t.Errorf("the page %s complains: %s", path, complaint)
		}
	})
	t.run(append(before, chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: watching})
		return err
	}))...)
	t.visit(path)
	return t
}

// listen hears what the page complains of.
func (t *tab) listen(event any) {
	complain := func(words string) {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.complaints = append(t.complaints, words)
	}
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		complain("exception: " + e.ExceptionDetails.Text + " " + e.ExceptionDetails.URL)
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning {
			for _, said := range e.Args {
				complain(string(e.Type) + ": " + said.Description)
			}
		}
	case *log.EventEntryAdded:
		// What could not be loaded is some tests' purpose.
		if e.Entry.Source != log.EntrySourceNetwork && e.Entry.Level == log.EntryLevelError {
			complain(string(e.Entry.Source) + ": " + e.Entry.Text)
		}
	}
}

func (t *tab) run(steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.ctx, patience)
	defer cancel()
	// The first run must not carry a deadline: it would end the tab.
	if chromedp.FromContext(t.ctx).Target == nil {
		ctx = t.ctx
	}
	if err := chromedp.Do(ctx, steps...); err != nil {
		t.Fatal(err)
	}
}

// visit goes to a page and waits until the client listens.
func (t *tab) visit(path string) {
	t.Helper()
	t.run(chromedp.Navigate(t.url + path))
	t.wait(`answers(204) + answers(200) > 0`)
}

// ask returns the value of an expression.
func ask[T any](t *tab, expression string) T {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.ctx, patience)
	defer cancel()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		t.Fatalf("%s: %v", expression, err)
	}
	return value
}

// askLater returns the value that a promise comes to.
func askLater[T any](t *tab, expression string) T {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.ctx, patience)
	defer cancel()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("%s: %v", expression, err)
	}
	return value
}

// wait waits until a condition holds, whatever page the tab is on by then.
func (t *tab) wait(condition string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.ctx, patience)
	defer cancel()
	for {
		// An error means that the page is being left.
		holds, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("!!("+condition+")"))
		if err == nil && holds {
			break
		}
		select {
		case <-ctx.Done():
			text, _ := chromedp.Run(t.ctx, chromedp.Evaluate[string](`location + '\n' + document.documentElement.innerText.slice(0, 3000) + '\n' + (window.problems?.() ?? '')`))
			t.Fatalf("%s does not come to hold (%v) on\n%s", condition, err, text)
		case <-time.After(5 * time.Millisecond):
		}
	}
	if found := ask[[]string](t, `window.violations ?? []`); len(found) > 0 {
		t.Errorf("against the content security policy: %q", found)
	}
}

// want wants a condition to hold now.
func (t *tab) want(condition string) {
	t.Helper()
	if !ask[bool](t, "!!("+condition+")") {
		t.Errorf("%s does not hold", condition)
	}
}

// do runs a statement in the page.
func (t *tab) do(statement string) {
	t.Helper()
	ask[bool](t, "{"+statement+"}; true")
}

// served is `readout serve`, running on a publication of its own.
type served struct {
	testing.TB
	dir string
	url string // without the last slash
	out *words // all that it prints

	stop   context.CancelFunc
	ended  chan struct{}
	status int // once it has ended
}

// publication is a project's files: path → text.
type publication map[string]string

// serve starts `readout serve` on a publication.
func serve(t testing.TB, p publication, args ...string) *served {
	t.Helper()
	s := &served{TB: t, dir: t.TempDir()}
	for path, text := range p {
		s.save(path, text)
	}
	s.start(environment{getenv: getenv(nil), now: time.Now}, args...)
	return s
}

// start starts the server in the folder that is there.
func (s *served) start(env environment, args ...string) {
	s.Helper()
	ctx, stop := context.WithCancel(context.Background())
	s.out, s.stop, s.ended = &words{}, stop, make(chan struct{})
	env.stdout, env.stderr = s.out, s.out
	if len(args) == 0 || args[0] != "--addr" {
		args = append([]string{"--addr", "127.0.0.1:0"}, args...)
	}
	go func() {
		defer close(s.ended)
		s.status = run(ctx, append([]string{"-C", s.dir, "serve"}, args...), env)
	}()
	s.Cleanup(s.end)
	said := s.said("The site is at ")
	s.url, _, _ = strings.Cut(said[strings.Index(said, "http://"):], "/ ")
}

// end stops the server, as Ctrl-C does.
func (s *served) end() {
	s.stop()
	<-s.ended
}

// said waits until the server has said something and returns all it said.
func (s *served) said(words string) string {
	s.Helper()
	for deadline := time.Now().Add(patience); ; {
		all := s.out.String()
		if strings.Contains(all, words) {
			return all
		}
		select {
		case <-s.ended:
			s.Fatalf("the server ended with status %d and never said %q:\n%s", s.status, words, s.out)
		case <-time.After(2 * time.Millisecond):
		}
		if time.Now().After(deadline) {
			s.Fatalf("the server does not say %q:\n%s", words, all)
		}
	}
}

func (s *served) save(path, text string) {
	s.Helper()
	full := filepath.Join(s.dir, path)
	if err := os.MkdirAll(filepath.Dir(full), 0o777); err != nil {
		s.Fatal(err)
	}
	if err := os.WriteFile(full, []byte(text), 0o666); err != nil {
		s.Fatal(err)
	}
}

// edit replaces a text in a file.
func (s *served) edit(path, old, now string) {
	s.Helper()
	text, err := os.ReadFile(filepath.Join(s.dir, path))
	if err != nil {
		s.Fatal(err)
	}
	if !strings.Contains(string(text), old) {
		s.Fatalf("%s has no %q", path, old)
	}
	s.save(path, strings.Replace(string(text), old, now, 1))
}

func (s *served) remove(path string) {
	s.Helper()
	if err := os.Remove(filepath.Join(s.dir, path)); err != nil {
		s.Fatal(err)
	}
}

func (s *served) rename(from, to string) {
	s.Helper()
	if err := os.Rename(filepath.Join(s.dir, from), filepath.Join(s.dir, to)); err != nil {
		s.Fatal(err)
	}
}

// words is what a program says, while it runs.
type words struct {
	mu   sync.Mutex
	text strings.Builder
}

func (w *words) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.Write(p)
}

func (w *words) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.String()
}
