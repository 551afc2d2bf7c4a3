// Verifies an exported record with golang.org/x/mod/sumdb and nothing of Holdfire's.
//
// usage: verify FOLDER VKEY PROOFS [WITNESS-VKEY...]
package main

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// width of a tile with so many hashes left (Debian's Go is older than min).
func width(left int64) int {
	if left > 256 {
		return 256
	}
	return int(left)
}

// folder reads C2SP tlog-tiles from disk.
type folder struct {
	dir   string
	size  int64
	saved int
}

func (f *folder) Height() int { return 8 }

func (f *folder) SaveTiles(tiles []tlog.Tile, data [][]byte) { f.saved += len(tiles) }

func (f *folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var out [][]byte
	for _, t := range tiles {
		// sumdb spells tile/HEIGHT/LEVEL/N; tlog-tiles leaves the height out.
		name := strings.Replace(t.Path(), "tile/8/", "tile/", 1)
		data, err := os.ReadFile(filepath.Join(f.dir, name))
		if err != nil {
			return nil, err
		}
		out = append(out, data)
	}
	return out, nil
}

// entries reads every entry bundle.
func (f *folder) entries() [][]byte {
	var all [][]byte
	for n := int64(0); n*256 < f.size; n++ {
		w := width(f.size - n*256)
		t := tlog.Tile{H: 8, L: 0, N: n, W: w}
		name := strings.Replace(t.Path(), "tile/8/0/", "tile/entries/", 1)
		data, err := os.ReadFile(filepath.Join(f.dir, name))
		if err != nil {
			log.Fatal(err)
		}
		for len(data) > 0 {
			size := int(binary.BigEndian.Uint16(data))
			all = append(all, data[2:2+size])
			data = data[2+size:]
		}
	}
	return all
}

// cosigner verifies C2SP cosignature/v1 lines.
type cosigner struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (c cosigner) Name() string    { return c.name }
func (c cosigner) KeyHash() uint32 { return c.hash }
func (c cosigner) Verify(msg, sig []byte) bool {
	if len(sig) != 72 {
		return false
	}
	t := binary.BigEndian.Uint64(sig[:8])
	m := append([]byte(fmt.Sprintf("cosignature/v1\ntime %d\n", t)), msg...)
	return ed25519.Verify(c.key, m, sig[8:])
}

func newCosigner(vkey string) cosigner {
	parts := strings.SplitN(vkey, "+", 3)
	hash, err := strconv.ParseUint(parts[1], 16, 32)
	if err != nil {
		log.Fatal(err)
	}
	key, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || key[0] != 4 {
		log.Fatal("not a cosigner key")
	}
	return cosigner{parts[0], uint32(hash), key[1:]}
}

type proofs struct {
	Inclusion []struct {
		Index int64
		Proof [][]byte
	}
	Consistency []struct {
		Size  int64
		Root  []byte
		Proof [][]byte
	}
}

func hashes(list [][]byte) []tlog.Hash {
	var out []tlog.Hash
	for _, b := range list {
		var h tlog.Hash
		copy(h[:], b)
		out = append(out, h)
	}
	return out
}

func check(err error, what string) {
	if err != nil {
		log.Fatalf("%s: %v", what, err)
	}
}

func main() {
	dir := os.Args[1]
	verifier, err := note.NewVerifier(os.Args[2])
	check(err, "key")
	known := []note.Verifier{verifier}
	for _, vkey := range os.Args[4:] {
		known = append(known, newCosigner(vkey))
	}
	signed, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
	check(err, "checkpoint")
	opened, err := note.Open(signed, note.VerifierList(known...))
	check(err, "signature")
	if len(opened.Sigs) != len(known) {
		log.Fatalf("%d signatures verified of %d", len(opened.Sigs), len(known))
	}
	lines := strings.Split(opened.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	check(err, "size")
	root, err := tlog.ParseHash(lines[2])
	check(err, "root")

	f := &folder{dir: dir, size: size}
	tree := tlog.Tree{N: size, Hash: root}
	reader := tlog.TileHashReader(tree, f)
	entries := f.entries()
	if int64(len(entries)) != size {
		log.Fatalf("%d entries of %d", len(entries), size)
	}
	for start := 0; start < len(entries); start += 4096 {
		var at []int64
		end := start + 4096
		if end > len(entries) {
			end = len(entries)
		}
		for i := start; i < end; i++ {
			at = append(at, tlog.StoredHashIndex(0, int64(i)))
		}
		found, err := reader.ReadHashes(at) // proves the tiles against the root
		check(err, "tiles")
		for i, h := range found {
			if h != tlog.RecordHash(entries[start+i]) {
				log.Fatalf("entry %d is not in its tile", start+i)
			}
		}
	}
	for level := 0; size>>(8*level) > 0; level++ {
		for n := int64(0); n<<8 < size>>(8*level); n++ {
			w := width(size>>(8*level) - n*256)
			t := tlog.Tile{H: 8, L: level, N: n, W: w}
			data, err := f.ReadTiles([]tlog.Tile{t})
			check(err, "tile")
			for i := 0; i < w; i++ {
				h, err := tlog.HashFromTile(t, data[0], tlog.StoredHashIndex(8*level, n*256+int64(i)))
				check(err, "hash of a tile")
				proven, err := reader.ReadHashes([]int64{tlog.StoredHashIndex(8*level, n*256+int64(i))})
				check(err, "proven tile")
				if !bytes.Equal(h[:], proven[0][:]) {
					log.Fatalf("tile %v is not of this tree", t)
				}
				if level == 0 && i > 4 {
					break // every leaf was proved above
				}
			}
		}
	}

	var ours proofs
	text, err := os.ReadFile(os.Args[3])
	check(err, "proofs")
	check(json.Unmarshal(text, &ours), "proofs")
	for _, p := range ours.Inclusion {
		leaf := tlog.RecordHash(entries[p.Index])
		check(tlog.CheckRecord(hashes(p.Proof), size, root, p.Index, leaf), fmt.Sprintf("inclusion of %d", p.Index))
		theirs, err := tlog.ProveRecord(size, p.Index, reader)
		check(err, "their inclusion")
		if len(theirs) != len(p.Proof) {
			log.Fatalf("inclusion of %d: another proof", p.Index)
		}
	}
	for _, p := range ours.Consistency {
		check(tlog.CheckTree(hashes(p.Proof), size, root, p.Size, hashes([][]byte{p.Root})[0]), fmt.Sprintf("consistency from %d", p.Size))
	}
	fmt.Printf("%d entries, %d inclusion and %d consistency proofs, %d signatures\n",
		size, len(ours.Inclusion), len(ours.Consistency), len(opened.Sigs))
}
