/** The account that what is made on a disk belongs to. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/**
 * The disk of the machine that an agent and its containers are on, with what they ask of it. Paths are absolute. What is small
 * and seldom is done at once, all else beside the main thread. Failures are Node's errors of files, such as `ENOENT`.
 */
export interface Disk {
  /** Whether there are sandboxes and volumes on it, in which processes can write. */
  readonly keepsSandboxes: boolean;
  /** What tells one boot of the machine from the next; undefined where nothing does. */
  readonly bootId: string | undefined;
  exists(path: string): boolean;
  /** What is in a directory, in order; nothing when there is none. */
  names(path: string): string[];
  read(path: string): string;
  /** Where a symbolic link leads; undefined when there is nothing. */
  linkTarget(path: string): string | undefined;
  /** With those above it; one that is there stays. */
  makeDirectory(path: string): void;
  /** Leaves the first bytes of a file. */
  truncate(path: string, bytes: number): void;
  /** Removes a file, or a directory with all that is in it; it need not be there. */
  removeNow(path: string): void;
  /**
   * Makes a volume appear at a path of a sandbox, as a link, and the owner its own. One that is linked already stays.
   * @throws Error when what runs there has put a link into the way that leads out of the sandbox
   */
  linkVolume(volume: string, sandbox: string, path: string, owner: Owner | undefined): void;

  /** Puts a text into a file, which has it as a whole or not at all. Directories above are made. */
  write(path: string, text: string): Promise<void>;
  /** Adds a text to the end of a file. Directories above are made. */
  append(path: string, text: string): Promise<void>;
  /** Makes a symbolic link, in the place of whatever was there. Directories above are made. */
  link(path: string, target: string): Promise<void>;
  /** Renames a file, which takes the place of another one. */
  rename(from: string, to: string): Promise<void>;
  /** As {@link removeNow}. */
  remove(path: string): Promise<void>;
  /** Makes the sandbox of a container, which may be there already, and perhaps a link to it. */
  makeSandbox(path: string, owner: Owner | undefined, link?: string): Promise<void>;
  /** Makes the files for output, `stdout` and `stderr`, in a sandbox. */
  makeOutputs(sandbox: string, owner: Owner | undefined): Promise<void>;
  /** How many bytes a directory takes up with all that is in it. */
  usage(path: string): Promise<number>;
  /** Which part of it is free, from 0 to 1. */
  freePart(path: string): Promise<number>;
}
