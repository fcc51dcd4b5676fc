package export

// writeJSON writes the feed as JSON Feed 1.1 (jsonfeed.org).
func (f *feed) writeJSON(s *sink) {
	s.b = append(appendObject(s.b, feedFields, f), '\n')
}

var feedFields = []field[*feed]{
	text("version", "", func(*feed) string { return "https://jsonfeed.org/version/1.1" }),
	must(text("title", "", func(f *feed) string { return f.title })),
	address("home_page_url", "", func(f *feed) string { return f.page }),
	address("feed_url", "", func(f *feed) string { return f.address + ".json" }),
	text("description", "", func(f *feed) string { return f.about }),
	objects("authors", "", authorFields, func(f *feed, item func(string)) { item(f.publisher()) }),
	text("language", "", func(f *feed) string { return f.lang }),
	objects("items", "", itemFields, func(f *feed, item func(*entry)) {
		for i := range f.entries {
			item(&f.entries[i])
		}
	}),
}

var itemFields = []field[*entry]{
	text("id", "", func(n *entry) string { return n.url }),
	address("url", "", func(n *entry) string { return n.url }),
	text("title", "", func(n *entry) string { return n.title }),
	must(text("content_text", "", func(n *entry) string { return n.summary })),
	text("date_published", "", func(n *entry) string { return timestamp(n.published) }),
	text("date_modified", "", func(n *entry) string { return timestamp(n.updated) }),
	objects("authors", "", authorFields, func(n *entry, item func(string)) {
		for _, name := range n.authors {
			item(name)
		}
	}),
	list("tags", "", func(n *entry, item func(string)) {
		for _, tag := range n.tags {
			item(tag)
		}
	}),
}

var authorFields = []field[string]{must(text("name", "", func(name string) string { return name }))}
