package main

import (
	"strings"
	"testing"
)

func TestATabFollowsAPageThatIsRenamed(t *testing.T) {
	t.Parallel()
	p := ports()
	s := serve(t, p)
	tab := s.open("/briefs/rivers/#main")
	tab.do(`window.same = true`)
	s.rename("content/briefs/rivers.md", "content/briefs/streams.md")
	tab.wait(`location.pathname === '/briefs/streams/'`)
	tab.want(`same && location.hash === '#main'`)
	s.edit("content/briefs/streams.md", "as they were", "not as they were")
	tab.wait(shows("Rivers are not as they were."))

	// With the references mended in a later save.
	other := s.open("/briefs/ports/")
	text := p["content/briefs/ports.md"]
	s.remove("content/briefs/ports.md")
	s.save("content/briefs/harbours.md", text)
	other.wait(`problems().includes('ports')`)
	s.save("content/recommendations/r.yaml", strings.ReplaceAll(p["content/recommendations/r.yaml"], "brief: ports", "brief: harbours"))
	s.save("content/briefs/harbours.md", strings.ReplaceAll(text, "brief: ports", "brief: harbours"))
	other.wait(`location.pathname === '/briefs/harbours/' && !problems()`)
	other.visit("/briefs/ports/") // an old bookmark
	other.wait(`location.pathname === '/briefs/harbours/'`)
}

func TestAFolderOfABriefIsFollowedThroughItsRename(t *testing.T) {
	t.Parallel()
	p := ports()
	p["content/briefs/map/index.md"] = "---\ntitle: A map\ndate: 2026-01-02\n---\n\nSee [the data](data.csv).\n"
	p["content/briefs/map/data.csv"] = "year,value\n2020,1\n"
	s := serve(t, p)
	tab := s.open("/briefs/map/")
	s.rename("content/briefs/map", "content/briefs/chart")
	tab.wait(`location.pathname === '/briefs/chart/'`)
	tab.wait(`document.querySelector('a[href="/briefs/chart/data.csv"]')`)
	s.edit("content/briefs/chart/index.md", "See", "Look at")
	tab.wait(shows("Look at the data"))
}

func TestADeletedPageIsA404ThatComesBackByItself(t *testing.T) {
	t.Parallel()
	p := ports()
	s := serve(t, p)
	tab := s.open("/briefs/rivers/")
	tab.do(`window.same = true`)
	s.remove("content/briefs/rivers.md")
	tab.wait(`!document.body.innerText.includes('Rivers are') && document.body.className.includes('404')`)
	tab.want(`location.pathname === '/briefs/rivers/'`)
	s.save("content/briefs/rivers.md", p["content/briefs/rivers.md"])
	tab.wait(shows("Rivers are as they were."))
	tab.want(`same`)
}

func TestAPageThatIsNotThereYetAppearsWhenItIsWritten(t *testing.T) {
	t.Parallel()
	s := serve(t, ports())
	tab := s.open("/briefs/lakes/")
	tab.want(`document.body.className.includes('404')`)
	s.save("content/briefs/lakes.md", "---\ntitle: On lakes\ndate: 2026-01-20\n---\n\nLakes are deep.\n")
	tab.wait(shows("Lakes are deep."))
}

func TestAnAliasRedirectIsFollowed(t *testing.T) {
	t.Parallel()
	s := serve(t, ports())
	tab := s.open("/briefs/rivers/")
	text := "---\ntitle: Streams and brooks\ndate: 2025-12-02\naliases: [rivers]\n---\n\nAnother text altogether.\n"
	s.remove("content/briefs/rivers.md")
	s.save("content/briefs/streams.md", text)
	tab.wait(`location.pathname === '/briefs/streams/'`)
	tab.wait(shows("Another text altogether."))
	tab.run(navigate(s.url + "/briefs/rivers/"))
	tab.wait(`location.pathname === '/briefs/streams/'`)
}
