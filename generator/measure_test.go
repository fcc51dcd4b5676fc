//go:build measure

package main

import (
	"bytes"
	"cmp"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestMeasure runs the program as a whole process on made-up publications of
// several sizes, on a disk and in memory, beside the floors: what the Markdown
// library alone takes, and what writing the same files takes. It prints a table
// and puts it into docs/performance.md. `make bench` runs it.
//
//	N         sizes in briefs: "1000 10000"
//	RUNS      how often each row is run; the table has medians
//	LAYOUTS   "plain", "real" or both, which is what it is without
//	READOUT   the program; DISK and MEMORY are folders on the file systems
//	KIT       the folder of a benchmark kit with a Hugo adapter; with hugo on the
//	          PATH, the table has its rows too
//	RECORD    the file whose table is replaced; empty for none
func TestMeasure(t *testing.T) {
	if floor := os.Getenv("READOUT_FLOOR"); floor != "" {
		runFloor(t, floor)
		return
	}
	m := &measurement{T: t, program: os.Getenv("READOUT"), kit: os.Getenv("KIT")}
	var err error
	if m.runs, err = strconv.Atoi(cmp.Or(os.Getenv("RUNS"), "3")); err != nil {
		t.Fatal(err)
	}
	for _, size := range strings.Fields(cmp.Or(os.Getenv("N"), "1000")) {
		n, err := strconv.Atoi(size)
		if err != nil {
			t.Fatal(err)
		}
		for _, place := range []struct{ name, dir string }{{"memory", os.Getenv("MEMORY")}, {"disk", os.Getenv("DISK")}} {
			if place.dir != "" {
				m.size(n, place.name, place.dir)
			}
		}
	}
	table := m.table()
	fmt.Print(table)
	if record := os.Getenv("RECORD"); record != "" {
		m.record(record, table)
	}
}

type measurement struct {
	*testing.T
	program, kit string
	runs         int
	rows         []row
}

// row is one thing that was measured, as the median of several runs.
type row struct {
	briefs      int
	what, place string
	wall, cpu   time.Duration
	memory      int64 // bytes, the most that were resident
	files       string
}

// size measures everything for one size of publication on one file system.
func (m *measurement) size(n int, place, dir string) {
	work, err := os.MkdirTemp(dir, "readout-bench-")
	m.must(err)
	defer os.RemoveAll(work)
	for _, layouts := range strings.Fields(cmp.Or(os.Getenv("LAYOUTS"), "plain real")) {
		site := filepath.Join(work, layouts)
		m.must(os.MkdirAll(site, 0o777))
		if layouts == "plain" {
			plainSite(m, site, n)
		} else {
			corpus(m, site, n)
		}
		m.builds(n, place, layouts, site)
		if layouts == "plain" {
			m.floors(n, place, site, work)
		}
		m.must(os.RemoveAll(site))
	}
	if hugo, err := exec.LookPath("hugo"); err == nil && m.kit != "" {
		m.hugo(n, place, hugo, work)
	}
}

func (m *measurement) builds(n int, place, layouts, site string) {
	build := []string{m.program, "-C", site, "build"}
	clean := func() {
		m.must(os.RemoveAll(filepath.Join(site, "public")))
		m.must(os.RemoveAll(filepath.Join(site, ".readout")))
	}
	m.row(n, place, layouts+": clean build", clean, build)
	m.row(n, place, layouts+": nothing changed", nil, build)
	k := 0
	m.row(n, place, layouts+": one brief changed", func() { k++; saves[0].write(m, site, k) }, build)
	m.serve(n, place, layouts, site)
}

func (m *measurement) floors(n int, place, site, work string) {
	self, err := os.Executable()
	m.must(err)
	floor := func(what string) []string {
		return []string{"env", "READOUT_FLOOR=" + what, "READOUT_SITE=" + site, "READOUT_WORK=" + work, self, "-test.run", "^TestMeasure$"}
	}
	m.row(n, place, "floor: goldmark alone", nil, floor("markdown"))
	m.row(n, place, "floor: the same files written", func() { m.must(os.RemoveAll(filepath.Join(work, "written"))) }, floor("write"))
}

// hugo builds the kit's Hugo site of the kit's corpus, which is of the same
// measure as ours.
func (m *measurement) hugo(n int, place, hugo, work string) {
	neutral, site := filepath.Join(work, "neutral"), filepath.Join(work, "hugo")
	for _, args := range [][]string{
		{"python3", filepath.Join(m.kit, "corpus.py"), "-n", strconv.Itoa(n), neutral},
		{"python3", filepath.Join(m.kit, "adapt_hugo.py"), neutral, site},
	} {
		if out, err := exec.Command(args[0], args[1:]...).CombinedOutput(); err != nil {
			m.Fatalf("%v: %v\n%s", args, err, out)
		}
	}
	build := []string{"env", "HUGO_CACHEDIR=" + filepath.Join(work, "hugocache"), hugo, "-s", site}
	m.row(n, place, "Hugo: clean build", func() {
		for _, made := range []string{filepath.Join(site, "public"), filepath.Join(site, "resources"), filepath.Join(work, "hugocache")} {
			m.must(os.RemoveAll(made))
		}
	}, build)
	m.row(n, place, "Hugo: nothing changed", nil, build)
	m.must(os.RemoveAll(site))
}

// row runs a command several times, each after a preparation that is not
// counted.
func (m *measurement) row(n int, place, what string, prepare func(), args []string) {
	var all []row
	for range m.runs {
		if prepare != nil {
			prepare()
		}
		syscall.Sync()
		cmd := exec.Command(args[0], args[1:]...)
		var out bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &out
		start := time.Now()
		err := cmd.Run()
		one := row{briefs: n, what: what, place: place, wall: time.Since(start)}
		if err != nil {
			m.Fatalf("%v: %v\n%s", args, err, &out)
		}
		one.cpu = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
		one.memory = cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss << 10
		one.files = filesIn(out.String())
		all = append(all, one)
	}
	m.rows = append(m.rows, median(all))
	fmt.Fprintln(os.Stderr, m.rows[len(m.rows)-1].String())
}

// filesIn finds "7124 files, 3 written" in what a build prints.
func filesIn(out string) string {
	_, after, ok := strings.Cut(out, ": ")
	if files, rest, more := strings.Cut(after, ", "); ok && more && strings.HasSuffix(files, " files") {
		written, _, _ := strings.Cut(rest, ",")
		return strings.TrimSuffix(files, " files") + ", " + written
	}
	return ""
}

func median(all []row) row {
	m := all[0]
	pick := func(of func(row) int64) int64 {
		list := make([]int64, len(all))
		for i := range all {
			list[i] = of(all[i])
		}
		slices.Sort(list)
		return list[len(list)/2]
	}
	m.wall = time.Duration(pick(func(r row) int64 { return int64(r.wall) }))
	m.cpu = time.Duration(pick(func(r row) int64 { return int64(r.cpu) }))
	m.memory = pick(func(r row) int64 { return r.memory })
	return m
}

// serve measures from the start of the server to its first page, and from a
// save to the new bytes of a page, asked for every millisecond.
func (m *measurement) serve(n int, place, layouts, site string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	m.must(err)
	addr := l.Addr().String()
	l.Close()
	cmd := exec.Command(m.program, "-C", site, "serve", "--addr", addr)
	start := time.Now()
	m.must(cmd.Start())
	defer func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait()
	}()
	home := "http://" + addr + "/"
	m.until(home+"briefs/brief-00042/", "revision r")
	m.rows = append(m.rows, row{briefs: n, place: place, what: layouts + ": serve, to the first page", wall: time.Since(start)})
	if layouts != "plain" {
		return
	}
	for _, s := range saves {
		var took []row
		for k := range 15 {
			time.Sleep(300 * time.Millisecond)
			s.write(m, site, 100+k)
			start := time.Now()
			m.until(home+strings.TrimSuffix(s.page, "index.html"), strings.TrimSuffix(strings.TrimPrefix(s.now(100+k), "type: issued, note: "), "}"))
			took = append(took, row{briefs: n, place: place, what: "serve, a save to new bytes: " + s.what, wall: time.Since(start)})
		}
		m.rows = append(m.rows, median(took))
		fmt.Fprintln(os.Stderr, m.rows[len(m.rows)-1].String())
	}
}

// until asks for a page until it holds some text.
func (m *measurement) until(url, text string) {
	deadline := time.Now().Add(2 * time.Minute)
	for time.Now().Before(deadline) {
		if resp, err := http.Get(url); err == nil {
			var b bytes.Buffer
			_, err := b.ReadFrom(resp.Body)
			resp.Body.Close()
			if err == nil && resp.StatusCode == http.StatusOK && strings.Contains(b.String(), text) {
				return
			}
		}
		time.Sleep(time.Millisecond)
	}
	m.Fatalf("%s never held %q", url, text)
}

func (m *measurement) must(err error) {
	m.Helper()
	if err != nil {
		m.Fatal(err)
	}
}

func (r row) cells() []string {
	cpu, memory := "", ""
	if r.cpu > 0 {
		cpu, memory = seconds(r.cpu), fmt.Sprintf("%d MB", r.memory/1e6)
	}
	return []string{strconv.Itoa(r.briefs), r.place, r.what, seconds(r.wall), cpu, memory, r.files}
}

func (r row) String() string { return strings.Join(r.cells(), " · ") }

func seconds(d time.Duration) string {
	if d < 100*time.Millisecond {
		return fmt.Sprintf("%.1f ms", d.Seconds()*1e3)
	}
	return fmt.Sprintf("%.2f s", d.Seconds())
}

func (m *measurement) table() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, %d processors, Go %s, medians of %d, %s; load before: %s\n\n", machine(), runtime.NumCPU(),
		strings.TrimPrefix(runtime.Version(), "go"), m.runs, time.Now().UTC().Format(time.DateOnly), strings.TrimSpace(loadBefore))
	b.WriteString("| briefs | on | what | wall | CPU | peak memory | files, of which written |\n| ---: | --- | --- | ---: | ---: | ---: | --- |\n")
	for _, r := range m.rows {
		fmt.Fprintf(&b, "| %s |\n", strings.Join(r.cells(), " | "))
	}
	return b.String()
}

var loadBefore = func() string { b, _ := os.ReadFile("/proc/loadavg"); return string(b) }()

// machine is what the system says of the processor.
func machine() string {
	b, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(b)) {
		if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return runtime.GOOS + "/" + runtime.GOARCH
}

// record replaces the table in a file.
func (m *measurement) record(file, table string) {
	const from, to = "<!-- figures: make bench writes them -->\n", "<!-- end of figures -->\n"
	text, err := os.ReadFile(file)
	m.must(err)
	before, rest, ok1 := strings.Cut(string(text), from)
	_, after, ok2 := strings.Cut(rest, to)
	if !ok1 || !ok2 {
		m.Fatalf("%s has no place for the figures", file)
	}
	m.must(os.WriteFile(file, []byte(before+from+"\n"+table+"\n"+to+after), 0o666))
}
