import { isSameArchitecture } from '../../elf/architectures.js';
import type { LdCacheIndex } from '../../elf/ld-cache-index.js';
import { type ElfFile, HEAD_BYTES, readAt, readElf } from '../../elf/read-elf.js';
import { type LoadedObject, libraryPlaces, type Place } from '../../elf/search-library.js';
import type { SourceLog } from '../../source-log.js';
import type { GuestFiles } from './guest-files.js';
import type { MissingNeeds } from './missing-needs.js';
import type { Located, Overlay } from './overlay.js';
import { type Interpreter, interpreterOf } from './script.js';
import type { Content } from './tree-walk.js';

/** The PATH that programs have in the guest. */
const GUEST_PATH = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** What glibc opens by itself, where it is there: without it pthread_cancel(3) and backtrace(3) end a program. */
const OPENED_BY: Readonly<Record<string, readonly string[]>> = {
  'libc.so.6': ['libgcc_s.so.1'],
  'libpthread.so.0': ['libgcc_s.so.1'],
};

/** A file that is to run in the guest, or to be loaded there. */
export interface Needy {
  /** In the guest, links followed. */
  readonly path: string;
  /** On the host, links followed. */
  readonly source: string;
  /** Of what comes along for it. */
  readonly part: string;
  readonly ofTree: boolean;
}

interface Surroundings {
  readonly guest: GuestFiles;
  readonly overlay: Overlay;
  readonly log: SourceLog;
  readonly cache: LdCacheIndex;
  /** The host by itself. */
  readonly host: Overlay;
  readonly missing: MissingNeeds;
}

/** A library in the guest, and where the host has it. */
interface Library extends Located {
  readonly host: string;
}

/** What of a file tells its needs. */
interface Head {
  readonly elf: ElfFile | undefined;
  readonly interpreter: Interpreter | undefined;
}

/** Puts into a guest what its files need: libraries as its loader will look for them, and interpreters. */
export class Needs {
  readonly #around: Surroundings;
  readonly #done = new Set<string>();
  readonly #libraries = new Map<string, ElfFile | undefined>();

  constructor(around: Surroundings) {
    this.#around = around;
  }

  /** Brings all that `file` needs, and all that this needs. */
  bringFor(file: Needy): void {
    if (this.#done.has(file.path)) return;
    this.#done.add(file.path);
    const head = this.#around.log.open(file.source, readHead);
    if (head?.elf) this.#bringForElf(file, head.elf);
    if (head?.interpreter) this.#bringForScript(file, head.interpreter);
  }

  /** Brings a file of the host to its own place, with the links that lead there, unless the guest has one there. */
  bring({ path, content, links }: Located, part: string): void {
    const { guest } = this.#around;
    this.bringLinks(links, part);
    if (guest.get(path) === undefined) guest.place(path, content, part, 'need');
  }

  bringLinks(links: Located['links'], part: string): void {
    for (const { path, target } of links) {
      this.#around.guest.place(path, { kind: 'symlink', mode: 0o777, target }, part, 'need');
    }
  }

  #bringForScript(script: Needy, { path, asked }: Interpreter): void {
    this.#bringProgram([path], path, script);
    if (asked === undefined) return;
    const isPath = asked.includes('/');
    this.#bringProgram(isPath ? [asked] : GUEST_PATH.map((dir) => `${dir}/${asked}`), asked, script);
  }

  /** Brings the first program that is there, with its own needs. */
  #bringProgram(places: readonly string[], name: string, file: Needy): void {
    const found = this.#bringFirst(places, name, file);
    if (found?.content.kind === 'file') {
      this.bringFor({ ...file, path: found.path, source: found.content.source });
    }
  }

  #bringFirst(places: readonly string[], name: string, { source, part, ofTree }: Needy): Located | undefined {
    for (const place of places) {
      const found = place.startsWith('/') ? this.#around.overlay.locate(place) : undefined;
      if (!found || (found.content.mode & 0o111) === 0) continue;
      this.bring(found, part);
      return found;
    }
    this.#around.missing.add({ name, neededBy: source, ofTree }, places);
    return undefined;
  }

  /** As the loader does, one level after the other; what it has loaded it does not look for again. */
  #bringForElf(file: Needy, elf: ElfFile): void {
    const loaded = new Set<string | undefined>([elf.soname]);
    if (elf.interpreter !== undefined) loaded.add(elf.interpreter).add(this.#bringLoader(elf.interpreter, file));
    const objects: LoadedObject[] = [{ elf, place: { guest: file.path, host: file.source } }];
    for (const object of objects) {
      for (const name of [...object.elf.needed, ...(OPENED_BY[object.elf.soname ?? ''] ?? [])]) {
        if (loaded.has(name) || isLoaderItself(name, elf.interpreter)) continue;
        const library = this.#bringLibrary(name, object, file);
        loaded.add(name).add(library?.elf.soname);
        if (library) objects.push(library);
      }
    }
  }

  /** It is loaded already when libraries are looked for, also under its own name. */
  #bringLoader(path: string, file: Needy): string | undefined {
    const found = this.#bringFirst([path], path, file);
    return found && this.elfOf(found.content)?.soname;
  }

  #bringLibrary(name: string, loader: LoadedObject, { source, part, ofTree }: Needy): LoadedObject | undefined {
    const tried: string[] = [];
    for (const place of libraryPlaces(name, loader, this.#around.cache)) {
      const found = this.#at(place);
      const elf = found && this.elfOf(found.content);
      tried.push(place.guest);
      if (!found || !elf?.isShared || !isSameArchitecture(elf, loader.elf)) continue;
      this.bring(found, part);
      return { elf, place: { guest: place.guest, host: found.host }, loader };
    }
    if (loader.elf.needed.includes(name)) {
      this.#around.missing.add({ name, neededBy: loader.place.host ?? source, ofTree }, tried);
    }
    return undefined;
  }

  /** What a guest finds at a place; where it has nothing there, the host's file comes to be there. */
  #at({ guest: path, host }: Place): Library | undefined {
    const { guest, overlay } = this.#around;
    if (path === host) return onHost(overlay.locate(path), host);
    const canonical = guest.canonicalDirectory(path);
    const there = guest.get(canonical);
    if (there?.kind === 'file') return { path: canonical, content: there, links: [], host: there.source };
    if (there || host === undefined || guest.isDirectory(canonical)) return undefined;
    const found = this.#around.host.locate(host);
    return found && onHost({ path: canonical, content: found.content, links: [] }, host);
  }

  /** What a file of the host is as ELF. */
  elfOf(content: Content): ElfFile | undefined {
    if (content.kind !== 'file') return undefined;
    const { source } = content;
    if (!this.#libraries.has(source)) this.#libraries.set(source, this.#around.log.open(source, readElf));
    return this.#libraries.get(source);
  }
}

/** musl's loader is the C library as well. */
function isLoaderItself(name: string, loader = ''): boolean {
  return /\/ld-musl-[^/]*$/.test(loader) && /^libc\.(so$|musl-)/.test(name);
}

function onHost(found: Located | undefined, host: string): Library | undefined {
  return found && { ...found, host };
}

function readHead(file: number): Head {
  const head = readAt(file, 0, HEAD_BYTES);
  return { elf: readElf(file, head), interpreter: interpreterOf(head) };
}
