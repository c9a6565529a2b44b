// The core, for other programs: what a projected volume is, reading it whole and publishing to it.
//
// What always holds, with the tests in test/unit that hold it (invariants.test.ts sees to it that they are there):
//
// Never torn: at every moment `..data` leads to a whole version, also when a writer dies there. That takes a rename over a
// link, as Linux and macOS have it: on Windows the extension publishes nothing.
//   volume/write/crash: a crash before or after any one change of a publish leaves a whole version, and the next publish works
//   volume/write/killed: a process killed before any one change that a publish makes leaves a whole version, and the next publish works
// Never lost: a publish that names the version it was made for replaces that one or none.
//   volume/write/concurrency: of three writers counting by compare-and-swap no count is lost and no reader sees a mixture
// All or nothing: what fails before the swap leaves the old version active, nothing behind and no file open.
//   volume/write/failingCalls: a call that fails once leaves another version as it was, or is only tidying
//   volume/write/realFailures: a tmpfs that is full, or read-only, refuses the publish and is left as it was
// Nothing left behind: what dead writers leave is cleared by the publishes after them, what live ones work on is not.
//   volume/write/crash: so do crashes one after the other, each over what the one before left
//   volume/write/leftovers: a changed publish removes a timestamp directory older than ten minutes, no younger one
//   volume/write/leftovers: what live writers work on is left alone by a changed publish, though their clock is behind ours
// Never blocking: a dead writer holds up the next for two seconds, live ones for five at most.
//   volume/write/leftovers: a link of ours is waited for while its holder may be alive, and then taken over
//   volume/write/leftovers: live writers that never let go make a publish busy after five seconds
//   volume/write/leftovers: a link that a faster healer has taken by now is not taken over, and nothing put in its place
// The tree is a function of the payload alone, and publishing the same again touches nothing.
//   volume/write/properties: the tree is a function of the payload, whatever was published before
//   volume/write/properties: publishing a payload twice touches nothing the second time
// Never more readable than its mode, whatever the umask.
//   volume/write/modes: no file is readable by more than its final mode, from its first byte on
// A read is one version. open(key) may fail once if the version is removed while the path is being resolved (that is so
// with every writer of this layout); a retry works.
//   volume/read/snapshot: an update ahead of any call of a read gives the one version or the other
//   volume/read/readers: none of four readers sees a mixture, a half or nothing while 10,000 versions are published
// Shown is the last version, however many there were, and whether or not the kernel told of them.
//   worker/thread/watching: of 10,000 swaps by another thread the last is shown by events alone
//   worker/thread/watching: where inotify is silent, the next look without an event shows what is there
// A file system that hangs stops its own volumes alone: not the extension host, and not the others'; a search finds all
// else first and loses none of it. Which file system a path is on is known from Linux's table of mounts; elsewhere all
// volumes are on one thread, and a search may meet one that hangs at any time.
//   worker/client/hanging: a volume whose file system hangs says so, keeps what was seen, and recovers; others go on
//   worker/client/hanging: a volume goes to the thread of what is mounted over it, with its history, before that is touched
//   worker/client/hanging: a search that meets a file system that hangs has found the rest, can be cancelled with that, and another one begun
// Nothing outside the target directory is read or touched, and nothing in it that is not a writer's is lost.
//   volume/fuzz: looking at any tree has an answer, changes nothing and stays inside
//   volume/fuzz: publishing over any tree publishes the payload or says why not, and loses nothing of others
//   volume/fuzz: repairing any tree removes no file of others
// That holds on Linux even if somebody replaces a directory of the volume by a link between two calls: each directory is
// opened without following a link, and names in it are looked up below /proc/self/fd. Elsewhere, or without /proc, a
// directory that is a link already is left alone; one that is replaced between two calls is noticed only afterwards: what
// was read does not count and what was written is not made active, but it may have happened outside.
//   volume/replacedDirectories: a directory that becomes a link ahead of any call of a publish is not followed
//   volume/replacedDirectories: a directory that becomes a link ahead of any call of a read is not read through
//   volume/replacedDirectories: a kept version, an orphan or a folder that is a link is not emptied, also where an open directory has no path
//   volume/replacedDirectories: an update removes no version below a folder that has become a link
// Beside a kubelet, which neither looks again before its swap nor whose links it removes, versions stay whole; but it may
// replace one of ours unread, or remove a link that ours needs, until the next publish.
//   volume/write/besideKubelet: beside the kubelet's order readers see whole versions alone, and ours fails by being busy at most

export {
  AtomicWriter,
  type WriteResult,
  type WriterOptions,
  type WriteStep,
} from './write/atomicWriter.ts';
export { type Failure, type KeyRule, type UnreadReason, VolumeError } from './failure.ts';
export { type FileSystem, nodeFileSystem } from './fileSystem.ts';
export type { FileProjection, KeyPath, Payload } from './payload.ts';
export { type KeyFile, type Limits, readSnapshot, type Snapshot } from './read/snapshot.ts';
