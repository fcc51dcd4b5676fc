package view

import (
	"strings"
	"testing"

	"readout/generator/internal/site"
)

// drawn draws a chart without a site: none of what it cites is looked up.
func drawn(c site.Chart) *Chart {
	out := &Chart{ID: "chart-1", Type: c.Type, Title: c.Title}
	out.Table = *newDataTable(c.Title, c.Header, c.Rows, "")
	data, problem := readChart(&c)
	if out.Problem = problem; problem == "" {
		out.Desc = data.describe(c.Type)
		d := drawing{chart: out, chartData: data}
		d.draw()
	}
	return out
}

func table(csv string) (header []string, rows [][]string) {
	for i, line := range strings.Split(strings.TrimSpace(csv), "\n") {
		cells := strings.Split(strings.TrimSpace(line), ",")
		if i == 0 {
			header = cells
		} else {
			rows = append(rows, cells)
		}
	}
	return header, rows
}

func chartOf(kind, csv string, y ...string) *Chart {
	header, rows := table(csv)
	return drawn(site.Chart{Type: kind, X: header[0], Y: y, Header: header, Rows: rows})
}

func TestBarsOfYearsStandUpFromZero(t *testing.T) {
	c := chartOf("bar", "Year,Meetings\n2022,3\n2023,10\n2024,5", "Meetings")
	bars := c.Series[0].Bars
	if len(bars) != 3 || bars[1].Title != "2023: 10" {
		t.Fatalf("bars %+v", bars)
	}
	bottom := c.Plot.Y + c.Plot.Height
	for i, b := range bars {
		if round1(b.Y+b.Height) != round1(bottom) {
			t.Errorf("bar %d ends at %v, not at the base line %v", i, b.Y+b.Height, bottom)
		}
	}
	if bars[1].Height != c.Plot.Height {
		t.Errorf("the highest tick is 10, yet its bar is %v high of %v", bars[1].Height, c.Plot.Height)
	}
	if c.Zero == nil || c.Zero.Y1 != round1(bottom) {
		t.Errorf("base line %+v", c.Zero)
	}
	if len(c.Labels) != 3 || c.Labels[0].Label != "2022" || c.ValueTitle.Label != "Meetings" || c.LabelTitle.Label != "Year" {
		t.Errorf("labels %+v, titles %+v %+v", c.Labels, c.ValueTitle, c.LabelTitle)
	}
	if len(c.Legend) != 0 {
		t.Errorf("a single series has a legend: %+v", c.Legend)
	}
	if want := "Bar chart of Meetings by Year, 3 rows. Meetings: lowest 3 (2022), highest 10 (2023)."; c.Desc != want {
		t.Errorf("description %q, want %q", c.Desc, want)
	}
}

func TestBarsWithLongLabelsLieDown(t *testing.T) {
	c := chartOf("bar", `Ministry,Accepted,Rejected
Ministry of Foreign Affairs of Japan,4,-1
Ministry of National Defence,2,0
Department of State and Department of Defense,3,2`, "Accepted", "Rejected")
	if len(c.Series) != 2 || len(c.Legend) != 2 {
		t.Fatalf("%d series, %d legend items", len(c.Series), len(c.Legend))
	}
	first := c.Series[0].Bars[0]
	if first.Width <= first.Height {
		t.Errorf("bar %+v does not lie", first)
	}
	zero := c.Zero.X1
	if below := c.Series[1].Bars[0]; round1(below.X+below.Width) != zero || below.X >= zero {
		t.Errorf("bar of −1 %+v does not end at %v", below, zero)
	}
	if c.Series[0].Bars[1].Y <= c.Series[1].Bars[0].Y {
		t.Errorf("rows overlap: %+v, %+v", c.Series[0].Bars[1], c.Series[1].Bars[0])
	}
	inside(t, c)
}

func TestLineBreaksWhereAValueIsMissing(t *testing.T) {
	c := chartOf("line", "Month,Tests\n2024-01,1\n2024-02,4\n2024-03,\n2024-05,2\n2024-06,3", "Tests")
	if len(c.Series[0].Lines) != 2 || len(c.Series[0].Dots) != 4 {
		t.Errorf("lines %v, dots %v", c.Series[0].Lines, c.Series[0].Dots)
	}
	inside(t, c)
}

func TestDatesStandInProportion(t *testing.T) {
	c := chartOf("line", "Date,Tests\n2020,1\n2021,4\n2025,2", "Tests")
	dots := c.Series[0].Dots
	near, far := dots[1].X-dots[0].X, dots[2].X-dots[1].X
	if far < 3.9*near || far > 4.1*near {
		t.Errorf("one year is %v long, four are %v", near, far)
	}
}

func TestLineRunsFromLeftToRightWhateverTheOrderOfRows(t *testing.T) {
	sorted := chartOf("line", "Year,Tests\n2020,1\n2021,4\n2022,2", "Tests")
	mixed := chartOf("line", "Year,Tests\n2022,2\n2020,1\n2021,4", "Tests")
	if sorted.Series[0].Lines[0] != mixed.Series[0].Lines[0] {
		t.Errorf("%v differs from %v", mixed.Series[0].Lines, sorted.Series[0].Lines)
	}
}

func TestDotsOfWordsStandOnLines(t *testing.T) {
	c := chartOf("dot", "Country,Share\nJapan,40\nSouth Korea,55", "Share")
	dots := c.Series[0].Dots
	if dots[0].Y >= dots[1].Y || dots[0].X >= dots[1].X || c.Labels[0].Anchor != "end" {
		t.Errorf("dots %+v, labels %+v", dots, c.Labels)
	}
	inside(t, c)
}

func TestRangeJoinsItsEnds(t *testing.T) {
	c := chartOf("range", "Estimate,Low,High\nA,10,30\nB,20,20\nC,,5", "Low", "High")
	s := c.Series[0]
	if len(c.Series) != 1 || len(s.Strokes) != 1 || s.Strokes[0].Title != "A: 10 to 30" {
		t.Fatalf("strokes %+v", s.Strokes)
	}
	if s.Strokes[0].X1 >= s.Strokes[0].X2 || len(s.Dots) != 5 {
		t.Errorf("stroke %+v, dots %+v", s.Strokes[0], s.Dots)
	}
	inside(t, c)
}

func TestChartsThatCannotBeDrawnSayWhyAndKeepTheirTable(t *testing.T) {
	for _, c := range []struct {
		name, kind, csv string
		y               []string
		want            string
	}{
		{"no such column", "bar", "x,y\na,1", []string{"z"}, "The table has no column “z”."},
		{"no numbers", "line", "x,y\na,b\nc,", []string{"y"}, "The table has no numbers in the columns to be drawn."},
		{"no rows", "bar", "x,y", []string{"y"}, "The table has no rows."},
		{"one end", "range", "x,y\na,1", []string{"y"}, "A range needs two columns, for its two ends."},
		{"no values", "bar", "x,y\na,1", nil, "No column is named for the values."},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := chartOf(c.kind, c.csv, c.y...)
			if got.Problem != c.want || got.Series != nil || got.Width != 0 {
				t.Errorf("problem %q, want %q; %d series", got.Problem, c.want, len(got.Series))
			}
			if len(got.Table.Header) != 2 {
				t.Errorf("table %+v", got.Table)
			}
		})
	}
}

func TestLabelsThatWouldTouchAreLeftOut(t *testing.T) {
	csv := "Day,Value\n"
	for _, d := range []string{"01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12", "13", "14", "15"} {
		csv += "2024-03-" + d + ",1\n"
	}
	c := chartOf("line", csv, "Value")
	if len(c.Labels) < 3 || len(c.Labels) >= 15 {
		t.Fatalf("%d labels", len(c.Labels))
	}
	for i, l := range c.Labels[1:] {
		if before := c.Labels[i]; l.X-textWidth(l.Label)/2 < before.X+textWidth(before.Label)/2 {
			t.Errorf("labels %q and %q touch", before.Label, l.Label)
		}
	}
}

func TestDataTableKnowsWhichColumnsAreNumbers(t *testing.T) {
	header, rows := table("Year,Count,Note\n2022,1,a\n2023,,2\n2024,x")
	got := newDataTable("", header, append(rows, []string{"2025", "3", "b", "beyond"}), "")
	if got.Numeric[0] != true || got.Numeric[1] != false || got.Numeric[2] != false {
		t.Errorf("numeric %v", got.Numeric)
	}
	if len(got.Rows[2]) != 3 || len(got.Rows[3]) != 3 {
		t.Errorf("rows %q", got.Rows)
	}
}

// inside checks that no mark leaves the plot and no label the drawing.
func inside(t *testing.T, c *Chart) {
	t.Helper()
	const slack = 0.2
	p := c.Plot
	in := func(what string, x, y float64) {
		t.Helper()
		if x < p.X-slack || x > p.X+p.Width+slack || y < p.Y-slack || y > p.Y+p.Height+slack {
			t.Errorf("%s at %v,%v is outside the plot %+v", what, x, y, p)
		}
	}
	for _, s := range c.Series {
		for _, b := range s.Bars {
			in("bar", b.X, b.Y)
			in("bar", b.X+b.Width, b.Y+b.Height)
		}
		for _, d := range s.Dots {
			in("dot", d.X, d.Y)
		}
		for _, l := range s.Strokes {
			in("stroke", l.X1, l.Y1)
			in("stroke", l.X2, l.Y2)
		}
	}
	for _, l := range append(c.Labels, c.Grid...) {
		if l.X < 0 || l.X > c.Width || l.Y < 0 || l.Y > c.Height {
			t.Errorf("label %q at %v,%v is outside %v × %v", l.Label, l.X, l.Y, c.Width, c.Height)
		}
	}
}

func FuzzChart(f *testing.F) {
	f.Add("bar", "x,y,z\na,1,2\nb,-3,4")
	f.Add("line", "Year,y,z\n2020,1,\n2021,,5\n2020,3,1")
	f.Add("dot", "x,y,z\n1,1e14,-1e14\n2,0,0")
	f.Add("range", "x,y,z\n漢字の長い名前がここにある,1,2\n,5,")
	f.Fuzz(func(t *testing.T, kind, csv string) {
		header, rows := table(csv)
		if len(header) < 3 {
			return
		}
		c := drawn(site.Chart{Type: kind, X: header[0], Y: header[1:3], Header: header, Rows: rows})
		if c.Problem == "" {
			inside(t, c)
		}
	})
}

func TestSeriesAreToldApartByMoreThanColour(t *testing.T) {
	header := "Year"
	row := "2020"
	var names []string
	for i := range 12 {
		name := "S" + string(rune('A'+i))
		names = append(names, name)
		header += "," + name
		row += "," + string(rune('1'+i%9))
	}
	csv := header + "\n" + row + "\n2021" + row[4:]
	lines := chartOf("line", csv, names...)
	seen := map[string]string{}
	for i, s := range lines.Series {
		_, shape, _ := strings.Cut(s.Dots[0].Path, "m")
		look := shape + string(rune('0'+s.Number))
		if other, same := seen[look]; same || s.Number < 1 || s.Number > 8 {
			t.Errorf("%s looks like %s: %s", s.Name, other, look)
		}
		seen[look] = s.Name
		if key := lines.Legend[i]; key.Line == nil || key.Number != s.Number || !strings.HasSuffix(key.Dot.Path, "m"+shape) {
			t.Errorf("the key of %s differs from its marks: %+v", s.Name, key)
		}
	}
	inside(t, lines)

	bars := chartOf("bar", csv, names[:8]...)
	textures := map[string]bool{}
	for i, s := range bars.Series {
		if textures[s.Texture] || bars.Legend[i].Texture != s.Texture || bars.Legend[i].Bar == nil {
			t.Errorf("%s has the texture %q", s.Name, s.Texture)
		}
		textures[s.Texture] = true
	}
	if len(bars.Textures) != 7 {
		t.Errorf("%d textures are drawn", len(bars.Textures))
	}
	if alone := chartOf("bar", csv, "SA"); alone.Series[0].Texture != "" || len(alone.Textures) > 0 {
		t.Error("a single series has a texture")
	}
	inside(t, bars)
}

func TestNothingIsSeenAndDiffersFromWhatIsMissing(t *testing.T) {
	for name, c := range map[string]*Chart{
		"upright": chartOf("bar", "Year,N\n2020,0\n2021,\n2022,5", "N"),
		"lying":   chartOf("bar", "Ministry of the Very Long Names,N\nMinistry of Foreign Affairs of a Country,0\nMinistry of National Defence of a Country,\nMinistry of Finance of a Country far away,5", "N"),
	} {
		bars := c.Series[0].Bars
		if len(bars) != 2 || bars[0].Width < 1 || bars[0].Height < 1 {
			t.Errorf("%s: %+v", name, bars)
		}
		inside(t, c)
	}
}

func TestALoneValueStandsAtItsDistanceFromNothing(t *testing.T) {
	for csv, want := range map[string][2]string{"Year,N\n2024,5": {"0", "5"}, "Year,N\n2024,-5": {"−5", "0"}, "Year,N\n2024,0": {"0.0", "1.0"}} {
		c := chartOf("line", csv, "N")
		first, last := c.Grid[0].Label, c.Grid[len(c.Grid)-1].Label
		if first != want[0] || last != want[1] || len(c.Series[0].Dots) != 1 {
			t.Errorf("%q: from %s to %s, %+v", csv, first, last, c.Series[0].Dots)
		}
		inside(t, c)
	}
}
