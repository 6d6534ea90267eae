// Verify checks a log in the form of C2SP tlog-tiles with golang.org/x/mod/sumdb/{note,tlog}, which know nothing of Dunant.
//
//	verify DIRECTORY LOG-KEY [WITNESS-KEY...]
//
// DIRECTORY holds checkpoint and tile/ as a web server serves them. Where it also holds checkpoints/, proofs/ and
// keys/log.secret, as crates/record/examples/interop.rs writes them, those are checked too. The first thing that does not hold ends
// the run with status 1.
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Trees up to this size have each entry proven; of larger ones about as many, spread evenly.
const everyEntryTo = 1100

func main() {
	if len(os.Args) < 3 {
		fail(fmt.Errorf("usage: verify DIRECTORY LOG-KEY [WITNESS-KEY...]"))
	}
	l := &log{directory: os.Args[1], roots: map[int64]tlog.Hash{}}
	key, err := note.NewVerifier(os.Args[2])
	fail(err)
	l.key = key
	for _, text := range os.Args[3:] {
		witness, err := newWitness(text)
		fail(err)
		l.witnesses = append(l.witnesses, witness)
	}

	sizes := l.readCheckpoints()
	digests := l.readDigests()
	var inclusions, consistencies, equal int
	for place, size := range sizes {
		hashes := l.readTree(size)
		proofs := sha256.New()
		add := func(proof []tlog.Hash) {
			proofs.Write([]byte{byte(len(proof))})
			for _, hash := range proof {
				proofs.Write(hash[:])
			}
		}
		for index := int64(0); index < size; index = next(index, size) {
			proof, err := tlog.ProveRecord(size, index, hashes)
			fail(err)
			fail(in(tlog.CheckRecord(proof, size, l.roots[size], index, l.leaves[index]), "entry %d of %d", index, size))
			add(proof)
			inclusions++
		}
		for _, older := range sizes[:place+1] {
			proof, err := tlog.ProveTree(size, older, hashes)
			fail(err)
			fail(in(tlog.CheckTree(proof, size, l.roots[size], older, l.roots[older]), "from %d to %d", older, size))
			add(proof)
			consistencies++
		}
		var sum tlog.Hash
		proofs.Sum(sum[:0])
		if digest, ok := digests[size]; ok {
			if digest != sum.String() {
				fail(fmt.Errorf("the proofs of the tree of %d are not Go's", size))
			}
			equal++
		}
	}
	fmt.Printf("%d checkpoints up to %d, each signed by %s and %d witnesses\n", len(sizes), sizes[len(sizes)-1], key.Name(), len(l.witnesses))
	fmt.Printf("%d inclusion and %d consistency proofs made by Go from the tiles hold\n", inclusions, consistencies)
	fmt.Printf("all proofs of %d trees made by Dunant are Go's, byte for byte\n", equal)
	records, trees := l.checkProofs()
	fmt.Printf("%d tlog-proof and %d add-checkpoint files made by Dunant hold\n", records, trees)
}

type log struct {
	directory string
	key       note.Verifier
	witnesses []note.Verifier
	roots     map[int64]tlog.Hash // of each checkpoint, by size
	leaves    []tlog.Hash         // of the largest tree read so far, hashed from its entries
}

// readCheckpoints verifies every checkpoint and gives their sizes in order.
func (l *log) readCheckpoints() (sizes []int64) {
	paths, err := filepath.Glob(filepath.Join(l.directory, "checkpoints", "*"))
	fail(err)
	for _, path := range append(paths, filepath.Join(l.directory, "checkpoint")) {
		data, err := os.ReadFile(path)
		fail(err)
		tree, err := l.openCheckpoint(data)
		fail(in(err, "%s", path))
		if root, ok := l.roots[tree.N]; ok && root != tree.Hash {
			fail(fmt.Errorf("%s: a second root for size %d", path, tree.N))
		} else if !ok {
			sizes = append(sizes, tree.N)
		}
		l.roots[tree.N] = tree.Hash
	}
	sort.Slice(sizes, func(i, j int) bool { return sizes[i] < sizes[j] })
	return sizes
}

// openCheckpoint verifies the note as one who knows the log alone, as one who knows the witnesses too, and, where the secret key
// of a log for tests is there, as one who signs it again.
func (l *log) openCheckpoint(data []byte) (tlog.Tree, error) {
	plain, err := note.Open(data, note.VerifierList(l.key))
	if err != nil {
		return tlog.Tree{}, err
	}
	if witnessed, err := note.Open(data, note.VerifierList(append(l.witnesses, l.key)...)); err != nil {
		return tlog.Tree{}, err
	} else if len(plain.Sigs) != 1 || len(witnessed.Sigs) != 1+len(l.witnesses) {
		return tlog.Tree{}, fmt.Errorf("%d signatures verify, of 1 log and %d witnesses", len(witnessed.Sigs), len(l.witnesses))
	}
	if secret, err := os.ReadFile(filepath.Join(l.directory, "keys", "log.secret")); err == nil {
		signer, err := note.NewSigner(string(secret))
		if err != nil {
			return tlog.Tree{}, err
		}
		signed, err := note.Sign(&note.Note{Text: plain.Text}, signer)
		if err != nil || !bytes.HasPrefix(data, signed) {
			return tlog.Tree{}, fmt.Errorf("Go signs the checkpoint otherwise (%v)", err)
		}
	}
	lines := strings.Split(plain.Text, "\n")
	if len(lines) != 4 || lines[0] != l.key.Name() {
		return tlog.Tree{}, fmt.Errorf("not a checkpoint of %s", l.key.Name())
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 1 {
		return tlog.Tree{}, fmt.Errorf("the size is %q", lines[1])
	}
	root, err := tlog.ParseHash(lines[2])
	return tlog.Tree{N: size, Hash: root}, err
}

// readTree gives all hashes of the tree of a checkpoint, read from its tiles, verified against its root and its entries.
func (l *log) readTree(size int64) tlog.HashReader {
	indexes := make([]int64, tlog.StoredHashCount(size))
	for i := range indexes {
		indexes[i] = int64(i)
	}
	tree := tlog.Tree{N: size, Hash: l.roots[size]}
	hashes, err := tlog.TileHashReader(tree, tiles(l.directory)).ReadHashes(indexes)
	fail(in(err, "tree of %d", size))
	l.leaves = l.leaves[:0]
	for first := int64(0); first < size; first += 256 {
		width := size - first
		if width > 256 {
			width = 256
		}
		entries, err := tiles(l.directory).read(tlog.Tile{H: 8, L: -1, N: first / 256, W: int(width)})
		fail(err)
		for len(entries) >= 2 && 2+int(binary.BigEndian.Uint16(entries)) <= len(entries) {
			end := 2 + int(binary.BigEndian.Uint16(entries))
			l.leaves = append(l.leaves, tlog.RecordHash(entries[2:end]))
			entries = entries[end:]
		}
		if len(entries) != 0 || int64(len(l.leaves)) != first+width {
			fail(fmt.Errorf("tree of %d: the bundle from entry %d is not of %d entries", size, first, width))
		}
	}
	for index, leaf := range l.leaves {
		if leaf != hashes[tlog.StoredHashIndex(0, int64(index))] {
			fail(fmt.Errorf("tree of %d: entry %d is not the one of the leaf", size, index))
		}
	}
	return tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		found := make([]tlog.Hash, len(indexes))
		for i, index := range indexes {
			found[i] = hashes[index]
		}
		return found, nil
	})
}

// readDigests gives the digest of all proofs of a tree, by its size.
func (l *log) readDigests() map[int64]string {
	digests := map[int64]string{}
	data, err := os.ReadFile(filepath.Join(l.directory, "proofs", "digests"))
	if os.IsNotExist(err) {
		return digests
	}
	fail(err)
	for _, line := range strings.Split(strings.TrimSpace(string(data)), "\n") {
		var size int64
		var digest string
		_, err := fmt.Sscanf(line, "%d %s", &size, &digest)
		fail(in(err, "proofs/digests: %q", line))
		digests[size] = digest
	}
	return digests
}

// checkProofs checks the files under proofs/: tlog-proof, and the body of tlog-witness's add-checkpoint.
func (l *log) checkProofs() (records, trees int) {
	paths, err := filepath.Glob(filepath.Join(l.directory, "proofs", "*.*"))
	fail(err)
	for _, path := range paths {
		data, err := os.ReadFile(path)
		fail(err)
		parts := strings.SplitN(string(data), "\n\n", 2)
		if len(parts) != 2 {
			fail(fmt.Errorf("%s: no checkpoint", path))
		}
		tree, err := l.openCheckpoint([]byte(parts[1]))
		fail(in(err, "%s", path))
		lines := strings.Split(parts[0], "\n")
		if strings.HasSuffix(path, ".tlog-proof") {
			if lines[0] != "c2sp.org/tlog-proof@v1" {
				fail(fmt.Errorf("%s: begins with %q", path, lines[0]))
			}
			index, proof, err := readProof("index ", lines[1:])
			fail(in(err, "%s", path))
			fail(in(tlog.CheckRecord(proof, tree.N, tree.Hash, index, l.leaves[index]), "%s", path))
			records++
		} else {
			older, proof, err := readProof("old ", lines)
			fail(in(err, "%s", path))
			fail(in(tlog.CheckTree(proof, tree.N, tree.Hash, older, l.roots[older]), "%s", path))
			trees++
		}
	}
	return records, trees
}

func readProof(prefix string, lines []string) (number int64, proof []tlog.Hash, err error) {
	if len(lines) == 0 || !strings.HasPrefix(lines[0], prefix) {
		return 0, nil, fmt.Errorf("no line %q", prefix)
	}
	if number, err = strconv.ParseInt(lines[0][len(prefix):], 10, 64); err != nil {
		return 0, nil, err
	}
	for _, line := range lines[1:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return 0, nil, err
		}
		proof = append(proof, hash)
	}
	return number, proof, nil
}

// tiles is a directory of tiles of 256 hashes. The specification has the paths of Go's tlog without the height, and entries for data.
type tiles string

func (t tiles) read(tile tlog.Tile) ([]byte, error) {
	path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
	return os.ReadFile(filepath.Join(string(t), strings.Replace(path, "/data/", "/entries/", 1)))
}

func (t tiles) Height() int { return 8 }

func (t tiles) ReadTiles(wanted []tlog.Tile) (data [][]byte, err error) {
	for _, tile := range wanted {
		hashes, err := t.read(tile)
		if err != nil {
			return nil, err
		}
		data = append(data, hashes)
	}
	return data, nil
}

func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}

// witness verifies cosignatures (C2SP tlog-cosignature, Ed25519), which Go's note package leaves to its caller.
type witness struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func newWitness(text string) (note.Verifier, error) {
	parts := strings.SplitN(text, "+", 3)
	if len(parts) != 3 {
		return nil, fmt.Errorf("%q is not a verifier key", text)
	}
	key, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(key) != 1+ed25519.PublicKeySize || key[0] != 4 {
		return nil, fmt.Errorf("%q is not the key of a witness", text)
	}
	sum := sha256.Sum256(append([]byte(parts[0]+"\n"), key...))
	if fmt.Sprintf("%x", sum[:4]) != parts[1] {
		return nil, fmt.Errorf("%q has another ID", text)
	}
	return witness{parts[0], binary.BigEndian.Uint32(sum[:]), key[1:]}, nil
}

func (w witness) Name() string    { return w.name }
func (w witness) KeyHash() uint32 { return w.hash }

func (w witness) Verify(text, signature []byte) bool {
	if len(signature) != 8+ed25519.SignatureSize {
		return false
	}
	signed := fmt.Sprintf("cosignature/v1\ntime %d\n%s", binary.BigEndian.Uint64(signature), text)
	return ed25519.Verify(w.key, []byte(signed), signature[8:])
}

// next gives the index to prove after this one: the following one or, of a large tree, one further on, and the last in any case.
func next(index, size int64) int64 {
	step := (1 + (size-1)/everyEntryTo) | 1 // odd, so that left and right leaves are met
	if index < size-1 && index+step > size-1 {
		return size - 1
	}
	return index + step
}

func in(err error, format string, arguments ...interface{}) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", fmt.Sprintf(format, arguments...), err)
}

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "verify:", err)
		os.Exit(1)
	}
}
