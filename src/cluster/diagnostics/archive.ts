import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const BLOCK = 512;

/** A `.tar.gz` that is put together in memory. */
export class Archive {
  readonly #blocks: Buffer[] = [];

  private constructor(
    private readonly tar: typeof import('tar'),
    /** When it was made, for all its entries. */
    private readonly time: Date,
    /** The directory all entries lie in, as whoever unpacks it expects. */
    private readonly root: string,
  ) {}

  /** @param milliseconds since 1970 */
  static async create(root: string, milliseconds: number): Promise<Archive> {
    return new Archive(await import('tar'), new Date(milliseconds), root);
  }

  /** Adds a file; its path is below the root. */
  add(path: string, content: string | Buffer): void {
    const bytes = Buffer.from(content);
    const entry = { path: `${this.root}/${path}`, size: bytes.length, mode: 0o644, mtime: this.time, type: 'File' as const };
    const header = new this.tar.Header(entry);
    const block = Buffer.alloc(BLOCK);
    // Paths that are long or not in ASCII do not fit into a header, and have an entry of their own before it.
    if (header.encode(block)) this.#blocks.push(new this.tar.Pax(entry).encode());
    this.#blocks.push(block, bytes, Buffer.alloc(padding(bytes.length)));
  }

  /** The archive with all that was added. */
  async finish(): Promise<Buffer> {
    return promisify(gzip)(Buffer.concat([...this.#blocks, Buffer.alloc(2 * BLOCK)]));
  }
}

const padding = (size: number) => (BLOCK - (size % BLOCK)) % BLOCK;
