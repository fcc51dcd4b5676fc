package markdown

import (
	"fmt"
	"strings"
	"testing"
)

// brief is a text of the usual length with something of everything.
var brief = func() string {
	var b strings.Builder
	for i := range 6 {
		fmt.Fprintf(&b, `## Part %d: what the "record" shows

The three governments met at [[camp-david-%d]] and promised to consult "in real time" on threats that affect their
common interests; see [[japan]], [[south-korea|Seoul]] and the [earlier brief](../briefs/earlier.md#part-%d). It's the
first such promise *on paper* -- and **the most useful one** [@joint-statement-2023, p. 4; @spirit-of-camp-david].
The U.S. position has not changed since 2022.[^%d] Nothing in the record shows a reply, and the date has passed.

- Resume missile-warning and tracking exercises with [[united-states]]
- Publish the schedule; name `+"`one office`"+` that answers for it
- Report at https://example.org/reports/2023?part=%d every year

| Addressee | Due | State |
|---|---|---|
| [[japan]] | 2024-06-30 | [[tri-%d\|overdue]]{state=overdue} |
| [[south-korea]] | 2024-12-31 | delivered |

> [!NOTE]
> Dates are those of the [source](https://example.org/s/%d).

[^%d]: See the *annex*, para. 12.

`, i, i, i, i, i, i, i, i)
	}
	return b.String()
}()

func BenchmarkParse(b *testing.B) {
	t := textOf(brief)
	b.SetBytes(int64(len(brief)))
	b.ReportAllocs()
	for b.Loop() {
		Parse(t, Options{})
	}
}

func BenchmarkPieces(b *testing.B) {
	d, _ := Parse(textOf(brief), Options{})
	target := Target{URL: "/actors/japan/", Label: "Japan", Class: "actor"}
	b.ReportAllocs()
	for b.Loop() {
		d.Pieces(Render{Resolve: func(*Ref) Target { return target }})
	}
}
