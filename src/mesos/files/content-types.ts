import { extname } from 'node:path';

/** The more common ones of the extensions that libprocess knows. It compares them as they are, and knows no `.json`. */
const TYPES: Record<string, string> = {
  '.bat': 'text/plain',
  '.bmp': 'image/x-ms-bmp',
  '.c': 'text/plain',
  '.css': 'text/css',
  '.doc': 'application/msword',
  '.gif': 'image/gif',
  '.h': 'text/plain',
  '.htm': 'text/html',
  '.html': 'text/html',
  '.jpeg': 'image/jpeg',
  '.jpg': 'image/jpeg',
  '.js': 'application/x-javascript',
  '.mp3': 'audio/mpeg',
  '.mp4': 'video/mp4',
  '.pdf': 'application/pdf',
  '.pl': 'text/plain',
  '.png': 'image/png',
  '.py': 'text/x-python',
  '.pyc': 'application/x-python-code',
  '.sh': 'application/x-sh',
  '.tar': 'application/x-tar',
  '.tiff': 'image/tiff',
  '.tsv': 'text/tab-separated-values',
  '.txt': 'text/plain',
  '.wav': 'audio/x-wav',
  '.xls': 'application/vnd.ms-excel',
  '.xml': 'text/xml',
  '.zip': 'application/zip',
};

/** The media type for a downloaded file, by its extension. */
export const contentTypeOf = (path: string): string => TYPES[extname(path)] ?? 'application/octet-stream';
