package export

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"readout/generator/internal/site"
)

const history = `recommendations:
  - id: h-1
    title: Kept
    text: T
    to: [japan, united-states]
    events:
      - {date: 2022-07-20, type: issued}
      - {date: 2023-01-05, type: response, actors: [japan], set: {response: accepted}, note: They agree.}
      - {date: 2024-02-01, type: assessment, set: {assessed: started}, evidence: [joint, {source: law, stance: contradicts}]}
`

// changed is the publication with the history changed by pairs of old and new
// texts.
func changed(t *testing.T, pairs ...string) *site.Site {
	t.Helper()
	text := history
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(text, pairs[i]) {
			t.Fatalf("no %q in the history", pairs[i])
		}
		text = strings.Replace(text, pairs[i], pairs[i+1], 1)
	}
	return published(t, with(map[string]string{
		"content/recommendations/history.yaml": text,
		"content/sources/law.yaml":             "sources: [{id: law, title: Law, tier: 1}]\n",
	}), site.Options{})
}

// dataOf is a site's data folder, without some files.
func dataOf(t *testing.T, s *site.Site, without ...string) fstest.MapFS {
	t.Helper()
	data := fstest.MapFS{}
	for _, name := range []string{"events.json", "evidence.json", "recommendations.json"} {
		data[name] = &fstest.MapFile{Data: []byte(find(t, s, "data/"+name))}
	}
	for _, name := range without {
		delete(data, name)
	}
	return data
}

const (
	issued   = "      - {date: 2022-07-20, type: issued}\n"
	response = "      - {date: 2023-01-05, type: response, actors: [japan], set: {response: accepted}, note: They agree.}\n"
	last     = "      - {date: 2024-02-01, type: assessment, set: {assessed: started}, evidence: [joint, {source: law, stance: contradicts}]}\n"
	added    = "      - {date: 2024-03-01, type: evidence_added, evidence: [joint]}\n"
	correct  = "      - {date: 2024-04-01, type: correction, note: The reply was misread.}\n"
)

func TestHistoriesAreOnlyAddedTo(t *testing.T) {
	data := dataOf(t, changed(t))
	byState := dataOf(t, changed(t), "events.json", "evidence.json")
	for _, c := range []struct {
		why     string
		pairs   []string
		want    string // with events.json
		numbers bool   // it takes the numbers of events, which recommendations.json lacks
	}{
		{"nothing changed", nil, "", false},
		{"an event is added", []string{last, last + added}, "", false},
		{"an older event is added at the end", []string{last, last + "      - {date: 2021-01-01, recorded: 2024-05-05, type: evidence_added}\n"}, "", false},
		{"texts and marks of the recommendation may change", []string{"title: Kept", "title: Renamed", "text: T", "text: More"}, "", false},
		{"evidence may be quoted", []string{"evidence: [joint,", "evidence: [{source: joint, quote: q, locator: p. 4},"}, "", false},
		{"a date changed", []string{"2023-01-05", "2023-01-06"}, "8:9 event-rewritten the event of type response dated 2023-01-05 is no longer what was published: date 2023-01-05 is now 2023-01-06; recorded 2023-01-05 is now 2023-01-06", false},
		{"a value changed", []string{"response: accepted", "response: noted"}, "8:9 event-rewritten the event of type response dated 2023-01-05 is no longer what was published: response accepted is now noted", false},
		{"addressees changed", []string{"actors: [japan], ", ""}, "8:9 event-rewritten the event of type response dated 2023-01-05 is no longer what was published: actors japan is gone", false},
		{"evidence went", []string{"[joint, {source: law, stance: contradicts}]", "[joint]"}, "9:9 event-rewritten the event of type assessment dated 2024-02-01 is no longer what was published: evidence joint, law (contradicts) is now joint", false},
		{"a stance changed", []string{", stance: contradicts", ""}, "9:9 event-rewritten the event of type assessment dated 2024-02-01 is no longer what was published: evidence joint, law (contradicts) is now joint, law", false},
		{"an event is gone", []string{response, ""}, "2:5 event-dropped the event of type response dated 2023-01-05 was published and is no longer in the events", false},
		{"the last is gone", []string{last, ""}, "2:5 event-dropped the event of type assessment dated 2024-02-01 was published and is no longer in the events", false},
		{"one is gone and one added", []string{response, "", last, last + added}, "2:5 event-dropped the event of type response dated 2023-01-05 was published and is no longer in the events", false},
		{"a note changed", []string{"They agree.", "They agree in full."}, "8:9 event-note-changed the note of the event of type response dated 2023-01-05 has changed since it was published", false},
		{"one is put between", []string{response, response + added}, "9:9 event-inserted this event stands before others that were published, which changes their ids", true},
		{"two changed places", []string{issued, "", response, response + issued}, "8:9 event-inserted this event stands before others that were published, which changes their ids", true},
		{"a correction explains", []string{"2023-01-05", "2023-01-06", last, last + correct}, "", false},
		{"a correction explains what is gone", []string{response, "", last, last + correct}, "", false},
		{"the recommendation is gone", []string{"id: h-1", "id: h-2"}, "0:0 event-dropped “h-1” was published with 3 events, and is no longer there", false},
		{"it has a new id", []string{"id: h-1", "id: h-2\n    aliases: [h-1]"}, "", false},
	} {
		for what, before := range map[string]fstest.MapFS{"events.json": data, "recommendations.json": byState} {
			want := c.want
			if c.numbers && what != "events.json" {
				want = ""
			}
			problems, err := Rewritten(changed(t, c.pairs...), before)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, p := range problems {
				at := strings.TrimPrefix(p.Pos.String(), "content/recommendations/history.yaml:")
				if p.Pos.Line == 0 {
					at = "0:0"
				}
				got = append(got, at+" "+p.Code+" "+p.Message)
			}
			if s := strings.Join(got, "\n"); s != want {
				t.Errorf("%s, against %s:\n%s\nwant\n%s", c.why, what, s, want)
			}
		}
	}
}

func TestACorrectionExplainsOnce(t *testing.T) {
	before := dataOf(t, changed(t, last, last+correct))
	problems, err := Rewritten(changed(t, last, last+correct, "2023-01-05", "2023-01-06"), before)
	if err != nil || len(problems) != 1 || problems[0].Code != "event-rewritten" {
		t.Errorf("%v, %v", problems, err)
	}
}

func TestWithoutEvidenceOnlyEventsAreCompared(t *testing.T) {
	before := dataOf(t, changed(t), "evidence.json", "recommendations.json")
	problems, err := Rewritten(changed(t, ", stance: contradicts", ""), before)
	if err != nil || len(problems) > 0 {
		t.Errorf("%v, %v", problems, err)
	}
}

func TestTheSeverityOfARewrittenHistoryCanBeSet(t *testing.T) {
	s := published(t, with(map[string]string{
		"content/site.yaml":                    publication["content/site.yaml"] + "checks: {event-dropped: error, event-note-changed: off}\n",
		"content/recommendations/history.yaml": strings.Replace(strings.Replace(history, last, "", 1), "They agree.", "They do.", 1),
	}), site.Options{})
	problems, err := Rewritten(s, dataOf(t, changed(t)))
	if err != nil || len(problems) != 1 || !problems.HasErrors() {
		t.Errorf("%v, %v", problems, err)
	}
}

func TestDataThatAreNotOursAreNoHistory(t *testing.T) {
	for name, text := range map[string]string{
		"events.json":          `{"events": {}}`,
		"evidence.json":        `{}`,
		"recommendations.json": `[`,
		"other.json":           "",
		"events.json ":         `{"events": [1]}`,
	} {
		data := fstest.MapFS{strings.TrimSpace(name): {Data: []byte(text)}}
		if problems, err := Rewritten(example(), data); !errors.Is(err, ErrNoHistory) || problems != nil {
			t.Errorf("%s: %v, %v", text, problems, err)
		}
	}
}

func FuzzPublishedHistories(f *testing.F) {
	f.Add(`{"events":[{"id":"tri-1#event-1","recommendation":"tri-1","number":1,"date":"2022-07-20","type":"issued"}]}`)
	f.Add(`{"events":[{"recommendation":"tri-1","number":-9},{"recommendation":"tri-1","number":99}]}`)
	f.Add(`{"a":["events",["events"]],"events":[]}`)
	f.Fuzz(func(t *testing.T, text string) {
		for _, name := range []string{"events.json", "recommendations.json"} {
			if _, err := Rewritten(example(), fstest.MapFS{name: {Data: []byte(text)}}); err != nil && !errors.Is(err, ErrNoHistory) {
				t.Error(err)
			}
		}
	})
}
