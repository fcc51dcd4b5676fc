package site

import (
	"strings"

	"readout/generator/internal/diag"
	"readout/generator/internal/markdown"
	"readout/generator/internal/source"
)

// block is a fenced block that has been read: a query with the places of what
// it names, which only the site can check.
type block struct {
	pos                    diag.Pos // of the block
	name                   string
	query                  Query
	actors, topics, briefs []Ref
	data                   Ref // of a chart: its path as written
	x                      Ref
	y                      []Ref
	chartSource            Ref
}

type recommendationsQuery struct {
	Actor   list       `yaml:"actor"`
	Topic   list       `yaml:"topic"`
	Brief   list       `yaml:"brief"`
	Badge   list       `yaml:"badge"`
	Horizon located    `yaml:"horizon"`
	Sort    located    `yaml:"sort"`
	Limit   locatedInt `yaml:"limit"`
	View    located    `yaml:"view"`
}

type timelineQuery struct {
	Actor list        `yaml:"actor"`
	Topic list        `yaml:"topic"`
	From  Date        `yaml:"from"`
	To    locatedDate `yaml:"to"`
}

type chartQuery struct {
	Data    Ref     `yaml:"data,required"`
	Type    located `yaml:"type"`
	X       Ref     `yaml:"x,required"`
	Y       list    `yaml:"y,required"`
	Title   string  `yaml:"title"`
	Caption string  `yaml:"caption"`
	Source  Ref     `yaml:"source"`
}

var (
	sortOrders = []string{"id", "badge", "due", "title", "updated"}
	queryViews = []string{"table", "cards", "scorecard"}
	chartTypes = []string{"bar", "line", "dot", "range"}
)

// readBlock reads a fenced block's question.
func readBlock(b *markdown.Block, l *diag.List) block {
	q := block{pos: b.Pos, name: intern(b.Name)}
	n, problems := source.ParseYAML(b.Body)
	*l = append(*l, problems...)
	if n == nil || n.Null {
		if b.Name == "chart" && !problems.HasErrors() {
			l.Errorf(b.Pos, source.CodeMissingKey, "this chart has no data").Hint = "write data:, x: and y: into the block"
		}
		n = &source.Node{Kind: source.Mapping, Pos: b.Pos}
		if b.Name == "chart" {
			return q
		}
	}
	switch b.Name {
	case "recommendations":
		q.readRecommendations(n, l)
	case "timeline":
		q.readTimeline(n, l)
	case "chart":
		q.readChart(n, l)
	}
	return q
}

func (q *block) readRecommendations(n *source.Node, l *diag.List) {
	var f recommendationsQuery
	source.Decode(n, &f, l)
	q.actors, q.topics, q.briefs = f.Actor, f.Topic, f.Brief
	for _, b := range f.Badge {
		if code := oneOf(b, "badge", badgeCodes(), l); code != "" {
			q.query.Badges = append(q.query.Badges, Badge(code))
		}
	}
	q.query.Horizon = oneOf(f.Horizon, "horizon", Horizons(), l)
	if q.query.Sort = oneOf(f.Sort, "order", sortOrders, l); q.query.Sort == "" {
		q.query.Sort = sortOrders[0]
	}
	if q.query.View = oneOf(f.View, "view", queryViews, l); q.query.View == "" {
		q.query.View = queryViews[0]
	}
	if q.query.Limit = f.Limit.Value; q.query.Limit < 1 && (&reader{problems: l}).written(f.Limit) {
		l.Errorf(f.Limit.Pos, "value-range", "a limit is at least 1").Width = f.Limit.Width
		q.query.Limit = 0
	}
}

func (q *block) readTimeline(n *source.Node, l *diag.List) {
	var f timelineQuery
	source.Decode(n, &f, l)
	q.actors, q.topics = f.Actor, f.Topic
	q.query.From, q.query.To = f.From, f.To.Value
	(&reader{problems: l}).notBefore(f.To, "to", f.From, "from")
}

func (q *block) readChart(n *source.Node, l *diag.List) {
	var f chartQuery
	source.Decode(n, &f, l)
	q.data, q.x, q.y, q.chartSource = f.Data, f.X, f.Y, f.Source
	c := &q.query.Chart
	if c.Type = oneOf(f.Type, "type of chart", chartTypes, l); c.Type == "" {
		c.Type = chartTypes[0]
	}
	c.X = f.X.Value
	for _, y := range f.Y {
		c.Y = append(c.Y, y.Value)
	}
	c.Title, c.Caption, c.SourceText = strings.TrimSpace(f.Title), strings.TrimSpace(f.Caption), strings.TrimSpace(f.Source.Value)
	if c.Type == "range" && len(f.Y) == 1 {
		d := l.Errorf(f.Y[0].Pos, "chart-columns", "a range goes from one column to another")
		d.Width, d.Hint = f.Y[0].Width, "write two columns: y: [low, high]"
	}
}
