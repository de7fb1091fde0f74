import type { Principal } from '../process/http/authenticator.js';
import type { HttpResponse } from '../process/http/message.js';
import type { FileInfo } from '../wire/messages.js';
import type { Files } from './files.js';

/** LIST_FILES of an operator API, which masters and agents answer alike. */
export async function answerListFiles(
  files: Files,
  { list_files }: { list_files?: { path: string } | undefined },
  principal: Principal | undefined,
): Promise<HttpResponse | { type: 'LIST_FILES'; list_files: { file_infos: FileInfo[] } }> {
  const listed = await files.listFiles(list_files?.path ?? '', principal);
  return 'status' in listed ? listed : { type: 'LIST_FILES', list_files: listed };
}

/** READ_FILE of an operator API, which masters and agents answer alike. */
export async function answerReadFile(
  files: Files,
  { read_file }: { read_file?: { path: string; offset: number; length?: number | undefined } | undefined },
  principal: Principal | undefined,
): Promise<HttpResponse | { type: 'READ_FILE'; read_file: { size: number; data: string } }> {
  const read = await files.readFile(read_file?.path ?? '', read_file?.offset ?? 0, read_file?.length, principal);
  return 'status' in read ? read : { type: 'READ_FILE', read_file: read };
}
