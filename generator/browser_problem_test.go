package main

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

func navigate(url string) chromedp.Action[chromedp.Void] { return chromedp.Navigate(url) }

func TestAProblemIsLaidOverThePageUntilItIsMended(t *testing.T) {
	t.Parallel()
	s := serve(t, ports())
	tab := s.open("/briefs/ports/")
	tab.do(`window.same = true; scrollTo({top: 700, behavior: 'instant'}); window.at = scrollY`)
	s.edit("content/briefs/ports.md", "[[office]] about [[close]]", "[[offise]] about [[clos]]")
	tab.wait(`problems().includes('offise') && problems().includes('clos')`)
	text := ask[string](tab, `problems()`)
	for _, part := range []string{
		"2 errors",
		"the page below is the last good one",
		"content/briefs/ports.md:12:",
		"[ref-unknown]",
		"Ask the [[offise]] about [[clos]].", // the line
		"The first paragraph is as it was.",  // and the lines around it
		"^^^^^^",
		"Hint: did you mean",
	} {
		if !strings.Contains(text, part) {
			t.Errorf("the overlay does not say %q:\n%s", part, text)
		}
	}
	// The carets stand under what they mark.
	tab.want(`(() => {
		const mark = overlay().querySelector('.mark').getBoundingClientRect(), caret = overlay().querySelector('.caret').getBoundingClientRect();
		return Math.abs(mark.left - caret.left) < 1.5 && Math.abs(mark.right - caret.right) < 1.5 && caret.top >= mark.bottom - 2;
	})()`)
	tab.want(`document.body.innerText.includes('Ask the The Office about') || document.body.innerText.includes('The Office')`)

	tab.run(chromedp.KeyEvent("\u001b"))
	tab.wait(`!problems() && overlay().querySelector('.pill').textContent === '2 errors'`)
	// It stays away while the problems are the same.
	s.edit("content/briefs/rivers.md", "as they were", "not as they were")
	s.said("content/briefs/rivers.md: 2 errors")
	s.open("/briefs/rivers/").wait(`problems().includes('2 errors')`)
	tab.want(`!problems()`)
	tab.do(`overlay().querySelector('.pill').click()`)
	tab.wait(`problems().includes('2 errors')`)
	tab.do(`overlay().querySelector('[aria-label=Dismiss]').click()`)
	tab.wait(`!problems()`)
	// Other problems bring it back.
	s.edit("content/briefs/ports.md", "[[clos]]", "[[close]]")
	tab.wait(`problems().includes('1 error')`)

	s.edit("content/briefs/ports.md", "[[offise]]", "[[office]]")
	tab.wait(`!problems() && !overlay().querySelector('.pill')`)
	tab.want(`same && scrollY === at`)
}

func TestAWarningStaysInItsCorner(t *testing.T) {
	t.Parallel()
	s := serve(t, ports())
	tab := s.open("/briefs/ports/")
	s.edit("content/briefs/ports.md", "as it was", "as it <b>is</b>")
	tab.wait(`overlay()?.querySelector('.pill')?.textContent.includes('warning')`)
	tab.want(`!problems()`)
	tab.wait(shows("as it <b>is</b>"))
	tab.do(`overlay().querySelector('.pill').click()`)
	tab.wait(`problems().includes('content/briefs/ports.md:')`)
}

func TestAnErrorInAPageThatNobodyLooksAtIsReported(t *testing.T) {
	t.Parallel()
	p := ports()
	p["content/sources/s.yaml"] = "sources:\n  - {id: report, title: A report}\n"
	s := serve(t, p)
	tab := s.open("/briefs/rivers/")
	// In another record, and in what only the rendering of another page shows.
	s.edit("content/pages/about.md", "Text.", "[[nobody]]")
	tab.wait(`problems().includes('content/pages/about.md:5:')`)
	s.edit("content/pages/about.md", "[[nobody]]", "Text.")
	tab.wait(`!problems()`)
	s.save("layouts/source.html", "<!doctype html>\n<title>x</title>{{slice .Head.Title 1 1000}}")
	tab.wait(`problems().includes('layouts/source.html:2:')`)
	s.said("layouts/source.html:2:")
	// It stands while other things are edited, and goes when it is mended.
	s.edit("content/briefs/rivers.md", "as they were", "not as they were")
	tab.wait(shows("Rivers are not as they were."))
	tab.wait(`problems().includes('layouts/source.html:2:')`)
	s.remove("layouts/source.html")
	tab.wait(`!problems()`)
	if n := strings.Count(s.out.String(), "layouts/source.html:2:"); n != 1 {
		t.Errorf("the terminal tells the problem %d times, want once:\n%s", n, s.out)
	}
}

func TestAFirstBuildThatFailsIsMendedWithoutAReload(t *testing.T) {
	t.Parallel()
	p := ports()
	p["content/briefs/rivers.md"] = "---\ntitel: On rivers\ndate: 2025-12-01\n---\n"
	s := serve(t, p)
	tab := s.open("/briefs/ports/")
	tab.wait(`problems().includes('content/briefs/rivers.md:2:1')`)
	tab.want(`document.body.innerText.includes('Nothing to show yet')`)
	s.edit("content/briefs/rivers.md", "titel", "title")
	tab.wait(shows("The first paragraph is as it was."))
	tab.wait(`!problems()`)
}

// editor is a command that notes how it was called.
func editor(t *testing.T) (command string, called func() string) {
	t.Helper()
	dir := t.TempDir()
	script, notes := filepath.Join(dir, "code"), filepath.Join(dir, "notes")
	if err := os.WriteFile(script, []byte("#!/bin/sh\necho \"$*\" >"+notes+".part && mv "+notes+".part "+notes+"\n"), 0o777); err != nil {
		t.Fatal(err)
	}
	return script, func() string {
		t.Helper()
		for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(2 * time.Millisecond) {
			if text, err := os.ReadFile(notes); err == nil {
				os.Remove(notes)
				return strings.TrimSpace(string(text))
			}
		}
		t.Fatal("the editor is not called")
		return ""
	}
}

func TestPlacesOpenInTheEditor(t *testing.T) {
	t.Parallel()
	s := &served{TB: t, dir: t.TempDir()}
	for path, text := range ports() {
		s.save(path, text)
	}
	command, called := editor(t)
	s.start(environment{now: time.Now, getenv: getenv([]string{"EDITOR=" + command})})
	tab := s.open("/briefs/ports/")

	altClick := func(element string) {
		t.Helper()
		tab.do(element + `.dispatchEvent(new MouseEvent('click', {altKey: true, bubbles: true, cancelable: true}))`)
	}
	at := func(path string) string { return "--goto " + filepath.Join(s.dir, path) + ":" }
	lineOf := func(path, text string) string {
		all, err := os.ReadFile(filepath.Join(s.dir, path))
		if err != nil {
			t.Fatal(err)
		}
		before, _, ok := strings.Cut(string(all), text)
		if !ok {
			t.Fatalf("%s has no %q", path, text)
		}
		return strconv.Itoa(strings.Count(before, "\n") + 1)
	}
	want := func(what, path, line string) {
		t.Helper()
		if got := called(); !strings.HasPrefix(got, at(path)+line+":") {
			t.Errorf("%s opens %q, want line %s of %s", what, got, line, path)
		}
	}
	altClick(`[...document.querySelectorAll('.prose p')].find((p) => p.textContent.startsWith('Paragraph 12'))`)
	want("a paragraph", "content/briefs/ports.md", lineOf("content/briefs/ports.md", "Paragraph 12"))
	altClick(`[...document.querySelectorAll('article.card')].find((c) => c.innerText.includes('Count the hours')).querySelector('.card-text')`)
	want("a recommendation's card", "content/recommendations/r.yaml", lineOf("content/recommendations/r.yaml", "id: count"))
	tab.want(`location.pathname === '/briefs/ports/'`)

	s.edit("content/briefs/ports.md", "[[office]]", "[[offise]]")
	tab.wait(`problems().includes('offise')`)
	tab.do(`overlay().querySelector('.place').click()`)
	want("a problem's place", "content/briefs/ports.md", lineOf("content/briefs/ports.md", "Ask the"))
}

func TestAnEditorThatCannotBeStartedSaysWhy(t *testing.T) {
	t.Parallel()
	s := &served{TB: t, dir: t.TempDir()}
	for path, text := range ports() {
		s.save(path, text)
	}
	s.start(environment{now: time.Now, getenv: getenv([]string{"EDITOR=vim"})})
	tab := s.open("/briefs/ports/")
	tab.do(`document.querySelector('.prose p').dispatchEvent(new MouseEvent('click', {altKey: true, bubbles: true, cancelable: true}))`)
	tab.wait(`overlay()?.querySelector('.note')?.textContent.includes('vim needs a terminal of its own')`)
}
