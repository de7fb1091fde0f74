import { type FileHandle, open } from 'node:fs/promises';

const MODE = 0o600;

/** Opens a file to be written to from its beginning, which from then on is this user's alone, also where it was there already and was not. */
export async function openPrivate(path: string): Promise<FileHandle> {
  const file = await open(path, 'w', MODE);
  try {
    // Pipes and terminals stay whose they are.
    if ((await file.stat()).isFile()) await file.chmod(MODE);
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}
